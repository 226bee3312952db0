/// A string or an integer that is one of known values. Where a server sends another one, decoding fails: this is asked
/// for in the configuration; the default is ``OpenEnum``.
///
/// Conforming types are enums with a raw type, from which `Codable` and hashing come. A file that declares one imports
/// the runtime with `@_spi(Generated)`, as generated ones do.
public protocol ClosedEnum: JSONValue, ParameterValue, RawRepresentable, CaseIterable, Hashable, Codable
where RawValue: JSONValue & ParameterValue {}

extension ClosedEnum {
    /// The raw value.
    public var parameterText: String { rawValue.parameterText }

    /// Reads one of the known values.
    @_spi(Generated) public init(reading reader: JSONReader) {
        let raw = RawValue(reading: reader)
        if let value = Self(rawValue: raw) {
            self = value
        } else {
            reader.unknownValue(raw.parameterText, of: "\(Self.self)")
            self = Self.placeholder
        }
    }

    /// Writes the raw value.
    @_spi(Generated) public func write(to writer: JSONWriter) { rawValue.write(to: writer) }

    /// What stands for a value that could not be read, and that nobody sees.
    private static var placeholder: Self {
        guard let first = allCases.first else { preconditionFailure("\(Self.self) has no cases") }
        return first
    }
}
