extension Array: JSONValue where Element: JSONValue {
    /// Reads an array.
    @_spi(Generated) public init(reading reader: JSONReader) { self = reader.list(at: reader.current) }
    /// Writes an array.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.array(self) }
}

extension Dictionary: JSONValue where Key == String, Value: JSONValue {
    /// Reads an object with free names.
    @_spi(Generated) public init(reading reader: JSONReader) { self = reader.map(at: reader.current) }
    /// Writes an object, its members in the order of their names.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.members(self) }
}

extension Optional: JSONValue where Wrapped: JSONValue {
    /// Reads a value that may be `null`.
    @_spi(Generated) public init(reading reader: JSONReader) {
        self = reader.isNone(reader.current) ? nil : reader.read(at: reader.current, as: Wrapped.self)
    }

    /// Writes the value, or `null`.
    @_spi(Generated) public func write(to writer: JSONWriter) {
        if let value = self { value.write(to: writer) } else { writer.scalarNull() }
    }
}
