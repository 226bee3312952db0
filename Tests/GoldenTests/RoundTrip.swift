import PacelineRuntime
import Testing

func read<Value: JSONValue>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
    try JSONReader.decode(from: Array(text.utf8))
}

func written(_ value: some JSONValue) throws -> String { try String(decoding: JSONWriter.encode(value), as: UTF8.self) }

/// Reads a text and writes it again: it must come out as it went in.
@discardableResult
func roundTrip<Value: JSONValue>(
    _ text: String, as type: Value.Type = Value.self, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Value {
    let value: Value = try read(text)
    #expect(try written(value) == text, sourceLocation: sourceLocation)
    return value
}
