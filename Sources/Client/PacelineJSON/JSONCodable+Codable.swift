// A model declares its members once, for the reader and the writer of this module; other coders are reached through a
// free JSON value. That is several times slower than the way of the client, which does not come past here.

extension JSONCodable {
    /// Reads the value from any decoder that can tell the types of its values apart.
    public init(from decoder: any Decoder) throws { self = try JSONReader.decode(Self.self, from: decoder) }

    /// Writes the value to any encoder. Dates are strings, whatever the encoder's own form of dates.
    public func encode(to encoder: any Encoder) throws { try JSONWriter.encode(self, to: encoder) }
}

extension JSONModel {
    /// Reads the value from any decoder that can tell the types of its values apart.
    public init(from decoder: any Decoder) throws { self = try JSONReader.decode(Self.self, from: decoder) }

    /// Writes the value to any encoder. Dates are strings, whatever the encoder's own form of dates.
    public func encode(to encoder: any Encoder) throws { try JSONWriter.encode(self, to: encoder) }
}

extension JSONReader {
    fileprivate static func decode<Value: JSONValue>(_ type: Value.Type, from decoder: any Decoder) throws -> Value {
        let json = try JSON(from: decoder)
        do {
            return try decode(from: JSONWriter.encode(json))
        } catch {
            let context = DecodingError.Context(
                codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error)
            throw DecodingError.dataCorrupted(context)
        }
    }
}

extension JSONWriter {
    fileprivate static func encode(_ value: some JSONValue, to encoder: any Encoder) throws {
        let json: JSON
        do {
            json = try JSONReader.decode(from: encode(value))
        } catch {
            let context = EncodingError.Context(
                codingPath: encoder.codingPath, debugDescription: error.description, underlyingError: error)
            throw EncodingError.invalidValue(value, context)
        }
        try json.encode(to: encoder)
    }
}
