// A model declares its members once, for the reader and the writer of this module; other coders are reached through a
// free JSON value. That is several times slower than the way of the client, which does not come past here.

extension JSONCodable {
    /// Reads the model from any decoder that can tell the types of its values apart.
    public init(from decoder: any Decoder) throws {
        let json = try JSON(from: decoder)
        do {
            self = try JSONReader.decode(from: JSONWriter.encode(json))
        } catch {
            let context = DecodingError.Context(
                codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error)
            throw DecodingError.dataCorrupted(context)
        }
    }

    /// Writes the model to any encoder. Dates are strings, whatever the encoder's own form of dates.
    public func encode(to encoder: any Encoder) throws {
        let json: JSON
        do {
            json = try JSONReader.decode(from: JSONWriter.encode(self))
        } catch {
            let context = EncodingError.Context(
                codingPath: encoder.codingPath, debugDescription: error.description, underlyingError: error)
            throw EncodingError.invalidValue(self, context)
        }
        try json.encode(to: encoder)
    }
}
