// Equality of models is that of the JSON that they write, by one implementation for all of them: a synthesised one
// costs the compiler more than reading and writing together.

extension JSONModel {
    /// Whether both are the same JSON. O(n) in what they write.
    public static func == (one: Self, other: Self) -> Bool {
        JSONWriter.withIdentity(of: one) { one in
            JSONWriter.withIdentity(of: other) { other in one.elementsEqual(other) }
        }
    }

    /// The hash of the JSON. It stands here so that the compiler does not derive one for each type.
    public var hashValue: Int { _rawHashValue(seed: 0) }

    /// The hash of the JSON, as sets and dictionaries ask for it. It stands here so that the compiler does not derive
    /// one for each type.
    public func _rawHashValue(seed: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(seed)
        hash(into: &hasher)
        return hasher.finalize()
    }

    /// Hashes the JSON. O(n) in what the value writes.
    public func hash(into hasher: inout Hasher) {
        JSONWriter.withIdentity(of: self) { hasher.combine(bytes: $0) }
    }
}

extension JSONWriter {
    /// Gives the bytes that tell a value from others: equal for values that are the same JSON.
    static func withIdentity<Value: JSONValue, Result>(
        of value: Value, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        let writer = JSONWriter(isComparing: true)
        writer.element(value)
        return body(writer.output.view)
    }

    /// The bits of a number or a date, behind a mark that no text of JSON begins with. Each kind has a mark of its own,
    /// since the bits of an integer may be those of a double.
    func identity(_ bits: UInt64, _ mark: IdentityMark) {
        startScalar()
        output.put(mark.rawValue)
        output.put(bits)
    }

    /// What some bits are.
    enum IdentityMark: UInt8 {
        case double = 0x23
        /// An integer that no double holds.
        case integer = 0x25
        case date = 0x40
        /// A number in JSON's notation that neither holds.
        case decimal = 0x24
    }
}

extension Double {
    /// The bits, one pattern for both zeros and one for all that is not a number.
    var identity: UInt64 { self == 0 ? 0 : isNaN ? Double.nan.bitPattern : bitPattern }
}
