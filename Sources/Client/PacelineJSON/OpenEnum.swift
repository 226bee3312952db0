/// A string with known values, which are static members; a server may send others, and they are kept.
///
/// A file that declares such a type imports the runtime with `@_spi(Generated)`, as generated ones do.
///
/// All that a type needs besides its raw value comes from here, hashing and `Codable` included: where a default of ours
/// tied with one of the standard library, the compiler would derive `Codable` in every type, with coding keys.
public protocol OpenEnum: JSONValue, ParameterValue, RawRepresentable, Hashable, Codable
where RawValue == String {
    /// The value of this spelling, known or not.
    init(rawValue: String)
}

extension OpenEnum {
    /// The raw value.
    public var parameterText: String { rawValue }

    /// Reads a string.
    @_spi(Generated) public init(reading reader: JSONReader) {
        self.init(rawValue: String(reading: reader))
    }

    /// Writes the raw value.
    @_spi(Generated) public func write(to writer: JSONWriter) {
        writer.scalar(rawValue)
    }

    /// Reads the raw value.
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the raw value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// Whether both have the same raw value.
    public static func == (one: Self, other: Self) -> Bool {
        one.rawValue == other.rawValue
    }

    /// Hashes the raw value.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rawValue)
    }
}
