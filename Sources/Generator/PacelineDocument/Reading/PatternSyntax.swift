/// The grammar of ECMA-262's regular expressions (section 22.2.1), with or without the `u` flag: what one of the two
/// takes is a pattern, since documents are written for either.
///
/// Groups are counted, not entered: how deep they stand is the document's to say.
struct PatternSyntax {
    /// What is wrong with a pattern, and the number of the character at which it is.
    struct Problem: Error, Equatable {
        let reason: String
        let character: Int
    }

    private let text: [Unicode.Scalar]
    private var position = 0
    /// Where the groups that are open begin, and whether each can be repeated.
    private var open: [(start: Int, isRepeatable: Bool)] = []
    private var groupNames: Set<String> = []
    private var nameReferences: [(name: String?, position: Int)] = []

    /// Why a text is no pattern; nil where it is one.
    static func problem(in pattern: String) -> Problem? {
        var syntax = PatternSyntax(text: Array(pattern.unicodeScalars))
        do throws(Problem) {
            try syntax.read()
            return nil
        } catch {
            return error
        }
    }

    private init(text: [Unicode.Scalar]) { self.text = text }

    private mutating func read() throws(Problem) {
        /// Whether what was read last can be repeated.
        var isRepeatable = false
        while let character = next() {
            switch character {
            case "(": isRepeatable = try openGroup()
            case ")":
                guard let group = open.popLast() else { throw problem("`)` closes no group", at: position - 1) }
                isRepeatable = group.isRepeatable
            case "|", "^", "$": isRepeatable = false
            case "*", "+", "?":
                guard isRepeatable else { throw nothingToRepeat(before: String(character), at: position - 1) }
                _ = take("?")
                isRepeatable = false
            case "{":
                let start = position - 1
                if let (least, most) = braces() {
                    guard isRepeatable else { throw nothingToRepeat(before: "{", at: start) }
                    if let most, Self.isLess(most, than: least) {
                        throw problem("`{\(least),\(most)}` asks for at least more than at most", at: start)
                    }
                    _ = take("?")
                    isRepeatable = false
                } else {
                    isRepeatable = true
                }
            case "[":
                try readClass()
                isRepeatable = true
            case "\\": isRepeatable = try readEscape()
            default: isRepeatable = true
            }
        }
        if let group = open.last { throw problem("`(` is never closed", at: group.start) }
        // Without names, `\k` is the letter.
        guard !groupNames.isEmpty else { return }
        for reference in nameReferences where !(reference.name.map(groupNames.contains) ?? false) {
            throw problem("`\\k` names no group", at: reference.position)
        }
    }

    // MARK: Groups

    /// Reads what follows `(`. Returns whether a quantifier may follow at once, which it never may.
    private mutating func openGroup() throws(Problem) -> Bool {
        let start = position - 1
        var isRepeatable = true
        if take("?") {
            if take("<") {
                if take("=") || take("!") {
                    isRepeatable = false
                } else {
                    guard let name = name() else { throw problem("`(?<` is followed by no name", at: start) }
                    groupNames.insert(name)
                }
            } else if !take("=") && !take("!") && !takeModifiers() {
                throw problem("`(?` begins no group that ECMA-262 has", at: start)
            }
        }
        open.append((start, isRepeatable))
        return false
    }

    /// `i:`, `s-m:`, and `:` alone.
    private mutating func takeModifiers() -> Bool {
        var rest = position
        var seen: Set<Unicode.Scalar> = []
        var isNegated = false
        while rest < text.count {
            let character = text[rest]
            rest += 1
            if character == ":" {
                position = rest
                return true
            }
            if character == "-", !isNegated {
                isNegated = true
            } else if !("ims".unicodeScalars.contains(character) && seen.insert(character).inserted) {
                return false
            }
        }
        return false
    }

    /// The name of a group up to its `>`; nil where it is none.
    private mutating func name() -> String? {
        let end = end { $0.properties.isIDContinue || $0 == "$" || $0 == "\\" }
        guard end > position, end < text.count, text[end] == ">" else { return nil }
        let first = text[position]
        guard first.properties.isIDStart || "$_\\".unicodeScalars.contains(first) else { return nil }
        defer { position = end + 1 }
        return spelled(position..<end)
    }

    // MARK: Classes and escapes

    private mutating func readClass() throws(Problem) {
        let start = position - 1
        _ = take("^")
        /// The character before, where a range may begin with it.
        var first: (code: UInt32, start: Int)?
        while let character = next() {
            let at = position - 1
            switch character {
            case "]": return
            case "-" where first != nil && position < text.count && text[position] != "]":
                let low = first
                let end = next()
                first = nil
                let high = try end == "\\" ? classEscape() : end?.value
                guard let low, let high else { continue }
                if high < low.code { throw problem("a range of characters ends before it begins", at: low.start) }
            case "\\": first = try classEscape().map { ($0, at) }
            default: first = (character.value, at)
            }
        }
        throw problem("`[` is never closed", at: start)
    }

    /// Reads what follows `\` in a class: the character that it stands for, nil where that is not one.
    private mutating func classEscape() throws(Problem) -> UInt32? {
        let start = position - 1
        guard let character = next() else { throw problem("`\\` is followed by nothing", at: start) }
        switch character {
        case "d", "D", "s", "S", "w", "W", "0"..."9": return nil
        case "p", "P":
            skipProperty()
            return nil
        case "b": return 8
        case "t": return 9
        case "n": return 10
        case "v": return 11
        case "f": return 12
        case "r": return 13
        case "c": return nil
        case "x": return hexadecimal(2) ?? character.value
        case "u":
            guard let code = unicodeEscape() else { return character.value }
            guard (0xD800..<0xDC00).contains(code), text[position...].starts(with: ["\\", "u"]) else { return code }
            let end = position
            position += 2
            guard let low = hexadecimal(4), (0xDC00..<0xE000).contains(low) else {
                position = end
                return code
            }
            return 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        default: return character.value
        }
    }

    /// Reads what follows `\` outside of classes. Returns whether it can be repeated: a boundary of words cannot.
    private mutating func readEscape() throws(Problem) -> Bool {
        let start = position - 1
        guard let character = next() else { throw problem("`\\` is followed by nothing", at: start) }
        switch character {
        case "b", "B": return false
        case "p", "P": skipProperty()
        case "u": _ = unicodeEscape()
        case "k":
            let end = position
            let name = take("<") ? name() : nil
            if name == nil { position = end }
            nameReferences.append((name, start))
        default: break
        }
        return true
    }

    /// `0041` or `{1F600}`.
    private mutating func unicodeEscape() -> UInt32? {
        guard let digits = inBraces({ $0.properties.isASCIIHexDigit }) else { return hexadecimal(4) }
        return UInt32(digits, radix: 16)
    }

    private mutating func hexadecimal(_ count: Int) -> UInt32? {
        guard position + count <= text.count else { return nil }
        let digits = spelled(position..<position + count)
        guard digits.allSatisfy(\.isHexDigit), let code = UInt32(digits, radix: 16) else { return nil }
        position += count
        return code
    }

    /// Passes over the `{…}` of a property of characters.
    private mutating func skipProperty() { _ = inBraces { $0.isASCII && ($0.properties.isIDContinue || $0 == "=") } }

    /// Reads what stands in braces, if it is of certain characters.
    private mutating func inBraces(_ isInside: (Unicode.Scalar) -> Bool) -> String? {
        let start = position
        guard take("{") else { return nil }
        let end = end(isInside)
        guard end < text.count, text[end] == "}" else {
            position = start
            return nil
        }
        defer { position = end + 1 }
        return spelled(position..<end)
    }

    // MARK: Quantifiers

    /// The rest of `{2}`, `{2,}` or `{2,3}`; nil, with nothing read, where `{` is a character like others.
    private mutating func braces() -> (least: String, most: String?)? {
        let start = position
        let least = digits()
        let most = take(",") ? digits() : nil
        guard !least.isEmpty, take("}") else {
            position = start
            return nil
        }
        return (least, most.flatMap { $0.isEmpty ? nil : $0 })
    }

    private mutating func digits() -> String {
        let start = position
        position = end { ("0"..."9").contains($0) }
        return spelled(start..<position)
    }

    /// Compares numbers of any length.
    private static func isLess(_ one: String, than other: String) -> Bool {
        let (one, other) = (one.drop { $0 == "0" }, other.drop { $0 == "0" })
        return one.count == other.count ? one < other : one.count < other.count
    }

    // MARK: Characters

    private mutating func next() -> Unicode.Scalar? {
        guard position < text.count else { return nil }
        defer { position += 1 }
        return text[position]
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == character else { return false }
        position += 1
        return true
    }

    /// Where the characters of some kind end that begin here.
    private func end(_ isInside: (Unicode.Scalar) -> Bool) -> Int {
        text[position...].firstIndex { !isInside($0) } ?? text.count
    }

    private func spelled(_ range: Range<Int>) -> String {
        var spelled = String.UnicodeScalarView()
        spelled.append(contentsOf: text[range])
        return String(spelled)
    }

    private func nothingToRepeat(before word: String, at position: Int) -> Problem {
        problem("there is nothing to repeat before `\(word)`", at: position)
    }

    private func problem(_ reason: String, at position: Int) -> Problem {
        Problem(reason: reason, character: position + 1)
    }
}
