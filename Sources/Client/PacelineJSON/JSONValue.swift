/// A value that reads itself from JSON and writes itself as JSON.
///
/// Reading never throws: the reader keeps the first problem, the value gets a placeholder, and
/// `JSONReader.decode` throws the problem at the end, so that no placeholder is ever seen.
public protocol JSONValue: Sendable {
    /// Reads the value at which the reader stands.
    init(reading reader: JSONReader)

    /// Writes exactly one value: a scalar, an array, or the members of an object. Whoever asked for the value puts the
    /// braces around members, so a type without members writes nothing and comes out as `{}`.
    func write(to writer: JSONWriter)
}

/// A generated type: a structure of declared members, or a choice of several types.
///
/// `Codable` comes from one extension that goes through ``JSON``, so that a model can be stored with any encoder while
/// its members are declared once.
public protocol JSONModel: JSONValue, Codable {}

/// The six kinds of value of RFC 8259.
public enum JSONKind: Sendable {
    case null, boolean, number, string, array, object
}
