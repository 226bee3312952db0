extension Array: JSONValue where Element: JSONValue {
    /// Reads an array.
    public init(reading reader: JSONReader) { self = reader.list(at: reader.current) }
    /// Writes an array.
    public func write(to writer: JSONWriter) { writer.array(self) }
}

extension Dictionary: JSONValue where Key == String, Value: JSONValue {
    /// Reads an object with free names.
    public init(reading reader: JSONReader) { self = reader.map(at: reader.current) }
    /// Writes an object, its members in the order of their names.
    public func write(to writer: JSONWriter) { writer.members(self) }
}

extension Optional: JSONValue where Wrapped: JSONValue {
    /// Reads a value that may be `null`.
    public init(reading reader: JSONReader) {
        self = reader.isNone(reader.current) ? nil : reader.read(at: reader.current, as: Wrapped.self)
    }

    /// Writes the value, or `null`.
    public func write(to writer: JSONWriter) {
        if let value = self { value.write(to: writer) } else { writer.scalarNull() }
    }
}
