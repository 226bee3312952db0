#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

// Foundation's types for what documents have as strings of the formats `uuid` and `uri`, for who names them in the
// configuration: `types: { formats: { uuid: { swift: UUID, import: Foundation } } }`.

extension UUID: JSONValue, ParameterValue {
    /// Reads a UUID in its text form (RFC 9562, section 4), whatever the case of its digits.
    @_spi(Generated) public init(reading reader: JSONReader) {
        if reader.token.kind == .string, let value = UUID(uuidString: reader.string(reader.token)) {
            self = value
        } else {
            reader.mismatch("a UUID")
            self = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        }
    }

    /// Writes the text form, in lower case as RFC 9562 asks.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(parameterText) }

    /// The text form, in lower case.
    public var parameterText: String { uuidString.lowercased() }
}

extension URL: JSONValue, ParameterValue {
    /// Reads a URL, or a reference relative to one.
    @_spi(Generated) public init(reading reader: JSONReader) {
        if reader.token.kind == .string, let value = URL(string: reader.string(reader.token)) {
            self = value
        } else {
            reader.mismatch("a URL")
            self = URL(filePath: "/")
        }
    }

    /// Writes the URL as it was given.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(parameterText) }

    /// The URL as it was given.
    public var parameterText: String { relativeString }
}
