/// Gives a model its members, one call a member, without throwing.
///
/// A reader stands at one value of a text that has already been checked as a whole. The first thing that is missing or
/// of another type is kept, and thrown by `decode`; what is read after it are placeholders. Of members with
/// the same name the first counts, as with Foundation's `JSONDecoder`. A reader belongs to one call of `decode`:
/// afterwards it stands at nothing.
public final class JSONReader {
    let tape: JSONTape
    let bytes: UnsafePointer<UInt8>
    /// The token of the value at which the reader stands.
    private(set) var current = JSONTape.root
    /// The first member of the current object that is not known to be passed. All members before it have been asked
    /// for, each by its own name, so that a search which starts here still finds the first of equal names.
    private var cursor = JSONTape.root + 1
    /// How many models deep the reader is in values that are not there.
    private var absentDepth = 0
    /// The first problem.
    private(set) var problem: JSONError?
    /// How exactly dates must have their form.
    let dates: DateReading
    /// The bytes that elements of lists and maps may still take.
    private var room: Int

    init(tape: JSONTape, bytes: UnsafePointer<UInt8>, dates: DateReading = .lenient, room: Int = .max) {
        self.tape = tape
        self.bytes = bytes
        self.dates = dates
        self.room = room
    }

    /// Reads a value from a text in UTF-8.
    /// - Parameters:
    ///   - type: The value's type.
    ///   - bytes: The text.
    ///   - dates: How exactly dates must have the form of RFC 3339.
    ///   - room: The bytes that the elements of its lists and maps may take in memory.
    /// - Throws: the first problem: the text is not JSON, or does not hold the type.
    public static func decode<Value: JSONValue>(
        _ type: Value.Type = Value.self, from bytes: [UInt8], dates: DateReading = .lenient,
        room: Int = .max
    ) throws(JSONError) -> Value {
        try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in try decode(from: bytes, dates: dates, room: room)
        }
    }

    /// Reads a value from a text in UTF-8.
    /// - Throws: the first problem: the text is not JSON, or does not hold the type.
    public static func decode<Value: JSONValue>(
        _ type: Value.Type = Value.self, from bytes: Span<UInt8>, dates: DateReading = .lenient,
        room: Int = .max
    ) throws(JSONError) -> Value {
        try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in try decode(from: bytes, dates: dates, room: room)
        }
    }

    /// Reads a value from a text in UTF-8.
    /// - Throws: the first problem: the text is not JSON, or does not hold the type.
    public static func decode<Value: JSONValue>(
        _ type: Value.Type = Value.self, from bytes: UnsafeBufferPointer<UInt8>, dates: DateReading = .lenient,
        room: Int = .max
    ) throws(JSONError) -> Value {
        let tape = try JSONTokenizer.tokenize(bytes)
        guard let base = bytes.baseAddress else { throw JSONError(message: "the text is empty") }
        let reader = JSONReader(tape: tape, bytes: base, dates: dates, room: room)
        let value = Value(reading: reader)
        reader.current = JSONTape.absent
        if let problem = reader.problem { throw problem }
        return value
    }
}

extension JSONReader {
    /// The kind of the value at which the reader stands; `null` for a value that is not there.
    public var kind: JSONKind {
        switch token.kind {
        case .absent, .null: .null
        case .true, .false: .boolean
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    var token: JSONToken { tape.tokens[current] }

    /// The value of a member of the current object, or `JSONTape.absent`.
    func find(_ name: StaticString) -> Int {
        let object = token
        guard object.kind == .object else {
            mismatch("an object")
            return JSONTape.absent
        }
        let start = cursor
        if let value = search(name, from: start, to: Int(object.next)) {
            if value == start + 1 { cursor = Int(tape.tokens[value].next) }
            return value
        }
        return search(name, from: current + 1, to: start) ?? JSONTape.absent
    }

    private func search(_ name: StaticString, from start: Int, to end: Int) -> Int? {
        let tokens = tape.tokens
        var member = start
        while member < end {
            if isEqual(tokens[member], name) { return member + 1 }
            member = Int(tokens[member + 1].next)
        }
        return nil
    }

    @inline(__always) func isEqual(_ token: JSONToken, _ text: StaticString) -> Bool {
        guard token.isPlain else {
            return string(token).utf8.elementsEqual(
                UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
        return Int(token.length) == text.utf8CodeUnitCount
            && JSONBytes.equal(bytes + Int(token.offset), text.utf8Start, count: Int(token.length))
    }

    /// Reads the value at a place.
    func read<Value: JSONValue>(at index: Int, as type: Value.Type = Value.self) -> Value {
        let outer = (current, cursor)
        current = index
        cursor = index + 1
        defer { (current, cursor) = outer }
        return index == JSONTape.absent ? readAbsent() : Value(reading: self)
    }

    /// A placeholder. A type that requires itself has no finite value, and neither has its placeholder.
    private func readAbsent<Value: JSONValue>() -> Value {
        absentDepth += 1
        defer { absentDepth -= 1 }
        precondition(absentDepth < JSONTokenizer.depthLimit, "\(Value.self) requires a value of its own type")
        return Value(reading: self)
    }

    /// Takes the room of so many elements; false, with the problem kept, when there is not enough.
    ///
    /// A text of a few bytes an element can name elements of many, as `[{},{}]` does of a type with many optional
    /// members.
    func takeRoom(for count: Int, of size: Int, at index: Int) -> Bool {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow, bytes <= room else {
            tooLarge(count, at: index)
            return false
        }
        room -= bytes
        return true
    }

    /// Keeps a problem if it is the first.
    func keep(_ error: JSONError) {
        if problem == nil { problem = error }
    }
}
