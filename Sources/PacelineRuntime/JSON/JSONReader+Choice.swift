extension JSONReader {
    /// Which of some shapes fits the value at which the reader stands: of those that do, the first that leaves the fewest
    /// members undeclared; -1 if none fits. Nothing is used up.
    ///
    /// Shapes are separated by `|`:
    /// - `s` a string, `i` a whole number, `n` a number, `b` a Boolean, `z` null, `t` a `date-time`, `d` a `full-date`,
    ///   `*` anything, which every other shape goes before. `s=a=b` is one of two strings; so for `i` and `b`.
    /// - `[s|n]` an array of strings and numbers, `[*]` any array.
    /// - `{kind:s=cat,lives?:i}` an object in which `kind` is there, and `lives` is a whole number, null or not there;
    ///   it may have other members. `{}` any object.
    ///
    /// In names and values, `%` and two hexadecimal digits stand for a byte that would mean something here.
    public func choice(of shapes: StaticString) -> Int {
        var matcher = JSONShapeMatcher(reader: self, shapes)
        return matcher.best(at: current)
    }
}

/// Holds values against shapes while reading these.
private struct JSONShapeMatcher {
    private let reader: JSONReader
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// Of the shape that was looked at last: the members that the value has and the shape does not name.
    private var undeclared = 0

    init(reader: JSONReader, _ shapes: StaticString) {
        self.reader = reader
        text = UnsafeBufferPointer(start: shapes.utf8Start, count: shapes.utf8CodeUnitCount)
    }

    mutating func best(at index: Int) -> Int {
        var best = (alternative: -1, undeclared: Int.max)
        var alternative = 0
        repeat {
            undeclared = 0
            if shape(at: index), undeclared < best.undeclared { best = (alternative, undeclared) }
            alternative += 1
        } while take("|")
        return best.alternative
    }

    private mutating func take(_ character: UnicodeScalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Whether one of several shapes fits. All of them are read.
    private mutating func anyShape(at index: Int) -> Bool {
        var fits = false
        repeat { if shape(at: index) { fits = true } } while take("|")
        return fits
    }

    /// Whether one shape fits. A value that is not there fits none.
    private mutating func shape(at index: Int) -> Bool {
        let token = reader.tape.tokens[index]
        guard position < text.count else { return false }
        let letter = text[position]
        position += 1
        switch letter {
        case UInt8(ascii: "s"): return values(of: token, isKind: token.kind == .string)
        case UInt8(ascii: "i"):
            let isWhole = token.kind == .number && reader.number(token).integer != nil
            return values(of: token, isKind: isWhole)
        case UInt8(ascii: "b"): return values(of: token, isKind: token.kind == .true || token.kind == .false)
        case UInt8(ascii: "n"): return token.kind == .number
        case UInt8(ascii: "z"): return token.kind == .null
        case UInt8(ascii: "t"): return token.kind == .string && Timestamp(reader.string(token)) != nil
        case UInt8(ascii: "d"): return token.kind == .string && CalendarDate(reader.string(token)) != nil
        case UInt8(ascii: "["): return array(at: index)
        case UInt8(ascii: "{"): return object(at: index)
        default:
            undeclared = Int.max - 1
            return token.kind != .absent
        }
    }

    /// Reads the values that are named, if any, and whether a scalar is one of them.
    private mutating func values(of token: JSONToken, isKind: Bool) -> Bool {
        var isNamed = false
        var fits = false
        while take("=") {
            isNamed = true
            if word(equals: token) { fits = true }
        }
        return isKind && (fits || !isNamed)
    }

    private mutating func array(at index: Int) -> Bool {
        let array = reader.tape.tokens[index]
        let start = position
        var fits = array.kind == .array
        var element = index + 1
        for _ in 0..<(fits ? Int(array.length) : 0) where fits {
            position = start
            fits = anyShape(at: element)
            element = Int(reader.tape.tokens[element].next)
        }
        if position == start { _ = anyShape(at: JSONTape.absent) }
        undeclared = 0
        return take("]") && fits
    }

    private mutating func object(at index: Int) -> Bool {
        let object = reader.tape.tokens[index]
        var fits = object.kind == .object
        var declared = 0
        while !take("}"), position < text.count {
            let member = member(of: index, isObject: object.kind == .object)
            let isOptional = take("?")
            _ = take(":")
            let isNull = reader.tape.tokens[member].kind == .null
            let fitsHere = anyShape(at: member)
            if member != JSONTape.absent { declared += 1 }
            if !fitsHere && !(isOptional && (member == JSONTape.absent || isNull)) { fits = false }
            _ = take(",")
        }
        undeclared = object.kind == .object ? Int(object.length) - declared : 0
        return fits
    }

    /// Reads a name, and finds the member of that name.
    private mutating func member(of object: Int, isObject: Bool) -> Int {
        let start = position
        var found = JSONTape.absent
        var member = object + 1
        let end = isObject ? Int(reader.tape.tokens[object].next) : member
        while member < end, found == JSONTape.absent {
            position = start
            if word(equals: reader.tape.tokens[member]) { found = member + 1 }
            member = Int(reader.tape.tokens[member + 1].next)
        }
        position = start
        skipWord()
        return found
    }

    /// Reads a word, and whether a token spells it.
    private mutating func word(equals token: JSONToken) -> Bool {
        let start = position
        skipWord()
        let word = UnsafeBufferPointer(rebasing: text[start..<position])
        if token.isPlain || token.kind != .string, !word.contains(UInt8(ascii: "%")) {
            guard Int(token.length) == word.count else { return false }
            guard let base = word.baseAddress, !word.isEmpty else { return true }
            return JSONBytes.equal(reader.bytes + Int(token.offset), base, count: word.count)
        }
        return reader.string(token).utf8.elementsEqual(Self.decoded(word))
    }

    private mutating func skipWord() {
        while position < text.count, !Self.marks.contains(text[position]) { position += 1 }
    }

    private static let marks = Set("=|,:?]}".utf8)

    private static func decoded(_ word: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = word[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}
