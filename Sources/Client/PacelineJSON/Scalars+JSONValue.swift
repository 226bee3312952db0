extension String: JSONValue {
    /// Reads a string.
    @_spi(Generated) public init(reading reader: JSONReader) { self = reader.string(at: reader.current) }
    /// Writes a string.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(self) }
}

extension Bool: JSONValue {
    /// Reads `true` or `false`.
    @_spi(Generated) public init(reading reader: JSONReader) { self = reader.bool(at: reader.current) }
    /// Writes `true` or `false`.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(self) }
}

extension Int: JSONValue {
    /// Reads an integer; one that is written with a fraction or an exponent (`1.0`, `1e3`) counts if it is whole.
    @_spi(Generated) public init(reading reader: JSONReader) { self = reader.integer(at: reader.current) }
    /// Writes an integer.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(self) }
}

extension Int32: JSONValue {
    /// Reads an integer of 32 bits, as ``Swift/Int`` does.
    @_spi(Generated) public init(reading reader: JSONReader) { self = reader.integer(at: reader.current) }
    /// Writes an integer.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(self) }
}

extension Int64: JSONValue {
    /// Reads an integer of 64 bits, as ``Swift/Int`` does.
    @_spi(Generated) public init(reading reader: JSONReader) { self = reader.integer(at: reader.current) }
    /// Writes an integer.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(self) }
}

extension UInt64: JSONValue {
    /// Reads an integer of 64 bits without a sign.
    @_spi(Generated) public init(reading reader: JSONReader) {
        let token = reader.token
        let number = reader.number(token)
        if token.kind == .number, let value = UInt64(number.text) ?? number.integer.flatMap({ UInt64(exactly: $0) }) {
            self = value
        } else {
            reader.mismatch("an integer of 64 bits without a sign", at: reader.current, inFull: true)
            self = 0
        }
    }
    /// Writes an integer.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(number: String(self)) }
}

extension Double: JSONValue {
    /// Reads the nearest double; a number past its range is a problem.
    @_spi(Generated) public init(reading reader: JSONReader) { self = reader.double(at: reader.current) }
    /// Writes the shortest text that reads back as the same number, which must be finite.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(self) }
}

extension Float: JSONValue {
    /// Reads the nearest float; a number past its range is a problem.
    @_spi(Generated) public init(reading reader: JSONReader) {
        let token = reader.token
        if token.kind == .number, let value = Float(reader.number(token).text), value.isFinite {
            self = value
        } else {
            reader.mismatch("a number in the range of Float", at: reader.current, inFull: true)
            self = 0
        }
    }
    /// Writes the shortest text that reads back as the same number, which must be finite.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(self) }
}

extension UInt64: ParameterValue {
    /// The number in decimal digits.
    public var parameterText: String { String(self) }
}
