/// Holds values against shapes while reading these.
struct JSONShapeMatcher {
    /// The forms of bytes and dates that count as such, from the least to the most.
    enum Forms: CaseIterable, Comparable { case strict, otherBytes, otherTimes, daysWithATime }

    private let reader: JSONReader
    private let text: UnsafeBufferPointer<UInt8>
    private let forms: Forms
    private var position = 0
    /// How many objects deep the value is that is looked at. Of those inside others, shapes name what is required
    /// alone.
    private var depth = 0

    init(reader: JSONReader, _ shapes: StaticString, _ forms: Forms) {
        self.reader = reader
        self.forms = forms
        text = UnsafeBufferPointer(start: shapes.utf8Start, count: shapes.utf8CodeUnitCount)
    }

    /// The alternative whose shape fits best, none where that is one of several that have to be alone; nil where no
    /// shape fits.
    mutating func best(at index: Int) -> JSONAlternative? {
        var best: (alternative: JSONAlternative, fit: JSONFit, isOnlyAlone: Bool)?
        repeat {
            let alternative = name()
            let fit = shape(at: index)
            let isOnlyAlone = take("!")
            if let fit {
                if let known = best, !fit.isBetter(than: known.fit) {
                    if known.isOnlyAlone, !known.fit.isBetter(than: fit) {
                        best = (isOnlyAlone ? .none : alternative, fit, isOnlyAlone)
                    }
                } else {
                    best = (alternative, fit, isOnlyAlone)
                }
            }
        } while take("|")
        return best?.alternative
    }

    /// Reads the name in front of a shape.
    private mutating func name() -> JSONAlternative {
        let start = position
        skipWord()
        defer { _ = take(":") }
        return JSONAlternative(name: UnsafeBufferPointer(rebasing: text[start..<position]))
    }

    /// Whether a word of shapes spells a name.
    static func isEqual(_ word: UnsafeBufferPointer<UInt8>, _ name: StaticString) -> Bool {
        let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        if word.contains(UInt8(ascii: "%")) { return name.elementsEqual(decoded(word)) }
        guard word.count == name.count else { return false }
        guard let word = word.baseAddress, let start = name.baseAddress else { return true }
        return JSONBytes.equal(word, start, count: name.count)
    }

    private mutating func take(_ character: UnicodeScalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// How well the best of several shapes fits. All of them are read.
    private mutating func anyShape(at index: Int) -> JSONFit? {
        var best: JSONFit?
        repeat {
            if let fit = shape(at: index), best.map(fit.isBetter) ?? true { best = fit }
        } while take("|")
        return best
    }

    /// How well one shape fits, if it does. A value that is not there fits none.
    private mutating func shape(at index: Int) -> JSONFit? {
        let token = reader.tape.tokens[index]
        guard position < text.count else { return nil }
        let letter = text[position]
        position += 1
        switch letter {
        case UInt8(ascii: "s"): return values(of: token, isKind: token.kind == .string)
        case UInt8(ascii: "i"):
            let isWhole = token.kind == .number && reader.number(token).integer != nil
            return values(of: token, isKind: isWhole, agreements: 1)
        case UInt8(ascii: "b"): return values(of: token, isKind: token.kind == .true || token.kind == .false)
        case UInt8(ascii: "n"): return token.kind == .number ? .exact : nil
        case UInt8(ascii: "z"): return token.kind == .null ? .exact : nil
        case UInt8(ascii: "t"):
            return isTimestamp(token) ? JSONFit(agreements: 1) : nil
        case UInt8(ascii: "d"):
            return isDay(token) ? JSONFit(agreements: 1) : nil
        case UInt8(ascii: "@"): return hasFormat(token) ? JSONFit(agreements: 1) : nil
        case UInt8(ascii: "["): return array(at: index)
        case UInt8(ascii: "{"): return object(at: index)
        default: return token.kind == .absent ? nil : depth > 0 ? .exact : .any
        }
    }

    /// Reads the values or the format that a scalar has or is expected to have, if any, and how well it fits these.
    private mutating func values(of token: JSONToken, isKind: Bool, agreements: Int = 0) -> JSONFit? {
        if take("@") {
            let fits = hasFormat(token)
            return isKind ? JSONFit(differences: fits ? 0 : 1, agreements: fits ? 1 : 0) : nil
        }
        let isExpected = position < text.count && text[position] == UInt8(ascii: "~")
        var isNamed = false
        var fits = false
        while take(isExpected ? "~" : "=") {
            isNamed = true
            if word(equals: token) { fits = true }
        }
        guard isKind else { return nil }
        guard isNamed else { return JSONFit(agreements: agreements) }
        return fits ? JSONFit(agreements: agreements + 1) : isExpected ? JSONFit(differences: 1) : nil
    }

    /// Reads the name of a format, and whether a string has it.
    private mutating func hasFormat(_ token: JSONToken) -> Bool {
        let start = position
        skipWord()
        let name = UnsafeBufferPointer(rebasing: text[start..<position])
        guard token.kind == .string, let format = TextFormat(name) else { return false }
        return format.matches(reader.string(token), isStrict: forms == .strict)
    }

    private func isTimestamp(_ token: JSONToken) -> Bool {
        token.kind == .string && Timestamp(reader.string(token), isStrict: forms < .otherTimes) != nil
    }

    private func isDay(_ token: JSONToken) -> Bool {
        guard token.kind == .string else { return false }
        let text = reader.string(token)
        return CalendarDate(text) != nil || forms == .daysWithATime && CalendarDate(before: text) != nil
    }

    private mutating func array(at index: Int) -> JSONFit? {
        let array = reader.tape.tokens[index]
        let start = position
        var fit: JSONFit? = array.kind == .array ? .exact : nil
        var element = index + 1
        for _ in 0..<(array.kind == .array ? Int(array.length) : 0) {
            guard let known = fit else { break }
            position = start
            fit = anyShape(at: element).map { known + $0 }
            element = Int(reader.tape.tokens[element].next)
        }
        if position == start { _ = anyShape(at: JSONTape.absent) }
        return take("]") ? fit : nil
    }

    private mutating func object(at index: Int) -> JSONFit? {
        let object = reader.tape.tokens[index]
        let isObject = object.kind == .object
        var fits = isObject
        var fit = JSONFit.exact
        let others = othersStart()
        var declared: [Int] = []
        var declaredCount = 0
        depth += 1
        while !take("}"), position < text.count {
            let member = member(of: index, isObject: isObject)
            let isOptional = take("?")
            _ = take(":")
            let isNull = reader.tape.tokens[member].kind == .null
            if let inner = anyShape(at: member) {
                if depth == 1 { fit = fit + inner }
                if !isOptional { fit.agreements += 1 }
            } else if !(isOptional && (member == JSONTape.absent || isNull)) {
                fits = false
            }
            if member != JSONTape.absent { declaredCount += 1 } else { fit.absent += 1 }
            if others != nil, member != JSONTape.absent { declared.append(member) }
            _ = take(",")
        }
        depth -= 1
        guard fits else { return nil }
        if let others {
            guard let othersFit = self.others(of: index, but: declared, at: others) else { return nil }
            fit = fit + othersFit
        }
        // An object inside another one fits or does not.
        if depth > 0 { return .exact }
        fit.differences += Int(object.length) - declaredCount
        return fit
    }

    /// Passes over the shapes of members that an object does not name, if any are given; where they start.
    private mutating func othersStart() -> Int? {
        guard take("*") else { return nil }
        _ = take(":")
        let start = position
        _ = anyShape(at: JSONTape.absent)
        _ = take(",")
        return start
    }

    /// How well the members of an object fit some shapes, but for those that it names.
    private mutating func others(of object: Int, but declared: [Int], at start: Int) -> JSONFit? {
        let end = position
        defer { position = end }
        var fit = JSONFit.exact
        var member = object + 1
        while member < Int(reader.tape.tokens[object].next) {
            let value = member + 1
            member = Int(reader.tape.tokens[value].next)
            guard !declared.contains(value) else { continue }
            position = start
            guard let inner = anyShape(at: value) else { return nil }
            fit = fit + inner
            fit.agreements += 1
        }
        return fit
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

    private static let marks = Set("=~@|,:?]}!".utf8)

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
