/// Makes texts that match regular expressions of the common kinds: literals, classes, groups, alternatives, counts and
/// anchors. Whether a text matches is for others to say: what looks ahead or behind is ignored here.
struct PatternSample {
    private indirect enum Piece {
        case characters([Character])
        case group([[Piece]])
        case counted(Piece, least: Int, most: Int?)
        case nothing
    }

    private let alternatives: [[Piece]]

    /// nil when the pattern has what is not understood.
    init?(_ pattern: String) {
        var reader = Reader(rest: pattern[...])
        guard let alternatives = reader.alternatives(depth: 0), reader.rest.isEmpty else { return nil }
        self.alternatives = alternatives
    }

    /// A text.
    ///
    /// - Parameters:
    ///   - extra: how many more than the least of what is counted.
    ///   - variant: which of a class's characters, and which of the alternatives.
    func text(extra: Int, variant: Int) -> String {
        var text = ""
        var choice = variant
        write(.group(alternatives), extra, &choice, to: &text)
        return text
    }

    /// No text grows past this many characters.
    private static let longest = 4_096

    private func write(_ piece: Piece, _ extra: Int, _ choice: inout Int, to text: inout String) {
        guard text.utf8.count < Self.longest else { return }
        switch piece {
        case .nothing: break
        case .characters(let characters):
            guard !characters.isEmpty else { return }
            text.append(characters[choice % characters.count])
            choice /= characters.count
        case .group(let alternatives):
            let pieces = alternatives[choice % alternatives.count]
            choice /= alternatives.count
            for piece in pieces { write(piece, extra, &choice, to: &text) }
        case .counted(let piece, let least, let most):
            let count = min(least + extra, most ?? .max)
            for _ in 0..<min(count, Self.longest) { write(piece, extra, &choice, to: &text) }
        }
    }

    /// Reads a pattern from its beginning.
    private struct Reader {
        var rest: Substring

        private static let deepest = 50

        mutating func alternatives(depth: Int) -> [[Piece]]? {
            guard depth < Self.deepest else { return nil }
            var alternatives: [[Piece]] = [[]]
            while let next = rest.first, next != ")" {
                if next == "|" {
                    rest.removeFirst()
                    alternatives.append([])
                    continue
                }
                guard let piece = piece(depth: depth) else { return nil }
                alternatives[alternatives.count - 1].append(counted(piece))
            }
            return alternatives
        }

        private mutating func piece(depth: Int) -> Piece? {
            let next = rest.removeFirst()
            switch next {
            case "^", "$": return .nothing
            case ".": return .characters(["a", "b", "c"])
            case "[": return characterClass().map { .characters($0) }
            case "\\":
                guard let escaped = escape() else { return nil }
                return escaped.isEmpty ? .nothing : .characters(escaped)
            case "(":
                let isLooking = ["?=", "?!", "?<=", "?<!"].contains { rest.hasPrefix($0) }
                if rest.hasPrefix("?<"), !isLooking {
                    rest = rest.drop { $0 != ">" }.dropFirst()
                } else if rest.hasPrefix("?") {
                    rest = rest.drop { "?:=!<".contains($0) }
                }
                guard let inner = alternatives(depth: depth + 1), rest.popFirst() == ")" else { return nil }
                return isLooking ? .nothing : .group(inner)
            default: return .characters([next])
            }
        }

        /// The piece with the count behind it, if there is one.
        private mutating func counted(_ piece: Piece) -> Piece {
            var piece = piece
            switch rest.first {
            case "*": piece = .counted(piece, least: 0, most: nil)
            case "+": piece = .counted(piece, least: 1, most: nil)
            case "?": piece = .counted(piece, least: 0, most: 1)
            case "{":
                guard let match = rest.prefixMatch(of: /\{([0-9]{1,9})(,)?([0-9]{0,9})\}/), let least = Int(match.1)
                else {
                    return piece
                }
                let most = match.2 == nil ? least : Int(match.3)
                rest = rest[match.range.upperBound...]
                if rest.first == "?" { rest.removeFirst() }
                return .counted(piece, least: least, most: most)
            default: return piece
            }
            rest.removeFirst()
            if let next = rest.first, "?+".contains(next) { rest.removeFirst() }
            return piece
        }

        /// What stands behind a backslash: some of the characters that it means, none for a position.
        private mutating func escape() -> [Character]? {
            guard let next = rest.popFirst() else { return nil }
            switch next {
            case "d": return Self.digits
            case "w": return Self.letters + Self.digits
            case "s": return [" "]
            case "D", "W", "S": return next == "W" ? ["-"] : ["a", "b"]
            case "b", "B", "A", "z", "Z": return []
            case "n": return ["\n"]
            case "r": return ["\r"]
            case "t": return ["\t"]
            case "p", "P":
                guard rest.first == "{", let end = rest.firstIndex(of: "}") else { return nil }
                let name = rest[..<end].dropFirst()
                rest = rest[rest.index(after: end)...]
                return name.hasPrefix("N") ? Self.digits : name.hasPrefix("Lu") ? ["A", "B"] : ["a", "b"]
            case "x", "u":
                let isBraced = rest.first == "{"
                let digits = isBraced ? rest.dropFirst().prefix { $0 != "}" } : rest.prefix(next == "x" ? 2 : 4)
                guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else { return nil }
                rest = rest.dropFirst(digits.count + (isBraced ? 2 : 0))
                return [Character(scalar)]
            case "0"..."9", "k": return nil
            default: return [next]
            }
        }

        /// The characters of a class, behind its opening bracket; for an excluding one some that are not in it.
        private mutating func characterClass() -> [Character]? {
            let excludes = rest.first == "^"
            if excludes { rest.removeFirst() }
            var members: [Character] = []
            var isFirst = true
            while let next = rest.popFirst() {
                if next == "]", !isFirst || excludes { break }
                isFirst = false
                let known = next == "\\" ? escape() : [next]
                guard let known else { return nil }
                if known.count == 1, rest.first == "-", rest.dropFirst().first != "]", rest.count > 1 {
                    rest.removeFirst()
                    let end = rest.popFirst().flatMap { $0 == "\\" ? escape()?.first : $0 }
                    guard let end, let range = Self.range(known[0], end) else { return nil }
                    members += range
                } else {
                    members += known
                }
            }
            guard excludes else { return Self.plainestFirst(members) }
            let free = (Self.letters + Self.digits + ["-", "_", " ", "A", "Z"]).filter { !members.contains($0) }
            return free.isEmpty ? nil : free
        }

        /// At most 64 characters of a range.
        private static func range(_ start: Character, _ end: Character) -> [Character]? {
            guard let low = start.unicodeScalars.first?.value, let high = end.unicodeScalars.first?.value, low <= high
            else { return nil }
            return (low...min(high, low + 63)).compactMap { Unicode.Scalar($0).map { Character($0) } }
        }

        /// Letters and digits before punctuation, which is more likely to be special somewhere.
        private static func plainestFirst(_ characters: [Character]) -> [Character] {
            characters.filter { $0.isLetter || $0.isNumber } + characters.filter { !$0.isLetter && !$0.isNumber }
        }

        private static let digits = (0...9).map { Character(String($0)) }
        private static let letters = range("a", "z") ?? []
    }
}
