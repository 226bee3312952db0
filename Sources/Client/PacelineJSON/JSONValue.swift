/// A value that reads itself from JSON and writes itself as JSON.
///
/// Reading never throws: the reader keeps the first problem, the value gets a placeholder, and
/// `JSONReader.decode` throws the problem at the end, so that no placeholder is ever seen.
///
/// Both requirements are called by readers and writers alone, and are hidden from completion (`@_spi(Generated)`).
/// A type of yours conforms without that attribute:
/// ```swift
/// extension Money: JSONValue {
///     public init(reading reader: JSONReader) { self.init(cents: reader.int("amount")) }
///     public func write(to writer: JSONWriter) { writer.int("amount", cents) }
/// }
/// ```
public protocol JSONValue: Sendable {
    /// Reads the value at which the reader stands.
    @_spi(Generated) init(reading reader: JSONReader)

    /// Writes exactly one value: a scalar, an array, or the members of an object. Whoever asked for the value puts the
    /// braces around members, so a type without members writes nothing and comes out as `{}`.
    @_spi(Generated) func write(to writer: JSONWriter)
}

/// A structure of declared members, or a union of several types, that any coder reads and writes.
///
/// `Codable` comes from one extension that goes through ``JSON``, so that a value can be stored with any encoder while
/// its members are declared once.
public protocol JSONCodable: JSONValue, Codable {}

/// A generated type, equal to others of its type that are the same JSON.
///
/// Equality and hashes come from one extension, which compares what the values write: numbers and dates by their value,
/// members of maps by their names, strings by their Unicode scalars. It costs the compiler less than synthesised
/// conformances, and more at run time: it is meant for tests, caches and views. For a type whose values are compared in
/// great numbers, `conformances: { Hashable: [Name] }` in the configuration has the compiler synthesise them.
public protocol JSONModel: JSONValue, Codable, Hashable {}

/// The six kinds of value of RFC 8259.
public enum JSONKind: Sendable {
    case null, boolean, number, string, array, object
}
