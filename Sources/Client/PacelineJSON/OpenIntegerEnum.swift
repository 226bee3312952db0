/// An integer with known values, which are static members; a server may send others, and they are kept.
///
/// As with ``OpenEnum``, all that a type needs besides its raw value comes from here.
public protocol OpenIntegerEnum: JSONValue, ParameterValue, RawRepresentable, Hashable, Codable
where RawValue == Int {
    /// The value of this number, known or not.
    init(rawValue: Int)
}

extension OpenIntegerEnum {
    /// The number in decimal digits.
    public var parameterText: String { String(rawValue) }

    /// Reads an integer.
    @_spi(Generated) public init(reading reader: JSONReader) {
        self.init(rawValue: Int(reading: reader))
    }

    /// Writes the raw value.
    @_spi(Generated) public func write(to writer: JSONWriter) {
        writer.scalar(rawValue)
    }

    /// Reads the raw value.
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(Int.self))
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
