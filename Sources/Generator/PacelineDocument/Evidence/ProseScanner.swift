/// Finds the tokens and sentences of a text in one pass over its bytes.
struct ProseScanner {
    let bytes: [UInt8]
    private(set) var tokens: [Prose.Token] = []
    private(set) var sentences: [Prose.Sentence] = []
    private var firstToken = 0
    private var firstByte = 0
    private var kind = Prose.Sentence.Kind.plain
    /// Where the last token ended.
    private var lastEnd = -1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func scan() {
        var place = beginLine(at: 0)
        while place < bytes.count {
            switch bytes[place] {
            case let byte where Self.isLetter(byte): place = word(at: place)
            case let byte where Self.isDigit(byte): place = number(at: place)
            case UInt8(ascii: "/"): place = slash(at: place)
            case UInt8(ascii: "\n"): place = lineBreak(at: place)
            case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"): place = stop(at: place)
            case UInt8(ascii: "<"): place = tag(at: place)
            case UInt8(ascii: "&"): place = entity(at: place)
            case UInt8(ascii: "|"):
                add(.barrier, place..<place + 1)
                place += 1
            default: place += 1
            }
        }
        end(at: bytes.count)
    }

    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80 }
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    func byte(_ place: Int) -> UInt8? { bytes.indices.contains(place) ? bytes[place] : nil }

    mutating func add(_ kind: Prose.Kind, _ range: Range<Int>, value: Double = 0) {
        tokens.append(
            Prose.Token(kind: kind, range: range, value: value, isAttached: range.lowerBound == lastEnd))
        lastEnd = range.upperBound
    }

    // MARK: Sentences

    /// Ends the sentence before a place, and begins the next there.
    private mutating func end(at place: Int) {
        if tokens.count > firstToken {
            sentences.append(Prose.Sentence(kind: kind, tokens: firstToken..<tokens.count, bytes: firstByte..<place))
        }
        firstToken = tokens.count
        firstByte = place
    }

    /// The end of a sentence within a line. The rest of an item belongs to it.
    private mutating func stop(at place: Int) -> Int {
        let next = byte(place + 1)
        let isEnd = next.map { Self.isSpace($0) || "*_\"')]<`".utf8.contains($0) } ?? true
        if isEnd, !isAbbreviation(at: place) { end(at: place + 1) }
        return place + 1
    }

    /// Whether the point at a place belongs to a word that is cut short, and the sentence goes on.
    private func isAbbreviation(at place: Int) -> Bool {
        guard let last = tokens.last, last.kind == .word, tokens.count > firstToken else { return false }
        let word = String(decoding: bytes[last.range], as: UTF8.self).lowercased()
        if ["g", "e"].contains(word) { return true }
        var next = place + 1
        while let byte = byte(next), Self.isSpace(byte) { next += 1 }
        let goesOn = byte(next).map { !(0x41...0x5A).contains($0) } ?? false
        return goesOn && ["approx", "max", "min", "req", "sec", "hr", "vs", "ca", "incl", "no"].contains(word)
    }

    private mutating func lineBreak(at place: Int) -> Int {
        if kind == .heading { end(at: place) }
        var next = place + 1
        while let byte = byte(next), byte == 0x20 || byte == 0x09 || byte == 0x0D { next += 1 }
        if byte(next) == UInt8(ascii: "\n") {
            end(at: place)
            kind = .plain
            return next
        }
        if kind == .heading { kind = .plain }
        return beginLine(at: next)
    }

    /// Looks for the mark of an item, of a table's row or of a heading at the start of a line.
    private mutating func beginLine(at place: Int) -> Int {
        guard let mark = byte(place) else { return place }
        let isSpaced = byte(place + 1).map(Self.isSpace) ?? false
        switch mark {
        case UInt8(ascii: "#"): return begin(.heading, at: place, past: place + 1)
        case UInt8(ascii: "|"): return begin(.item, at: place, past: place + 1)
        case UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "+"):
            return isSpaced ? begin(.item, at: place, past: place + 1) : place
        case _ where Self.isDigit(mark):
            var end = place
            while let byte = byte(end), Self.isDigit(byte), end < place + 3 { end += 1 }
            guard byte(end) == UInt8(ascii: ".") || byte(end) == UInt8(ascii: ")"),
                byte(end + 1).map(Self.isSpace) ?? false
            else { return place }
            return begin(.item, at: place, past: end + 1)
        default: return place
        }
    }

    private mutating func begin(_ kind: Prose.Sentence.Kind, at place: Int, past mark: Int) -> Int {
        end(at: place)
        self.kind = kind
        firstByte = mark
        return mark
    }

    // MARK: Words

    private mutating func word(at place: Int) -> Int {
        var end = place
        while let byte = byte(end),
            Self.isLetter(byte) || Self.isDigit(byte) || byte == UInt8(ascii: "'")
                || byte == UInt8(ascii: "_")
        { end += 1 }
        if bytes[end...].starts(with: "://".utf8) { return pastAddress(end) }
        var last = end
        while last > place + 1, bytes[last - 1] == UInt8(ascii: "_") || bytes[last - 1] == UInt8(ascii: "'") {
            last -= 1
        }
        add(.word, place..<last)
        return end
    }

    private func pastAddress(_ place: Int) -> Int {
        var end = place
        while let byte = byte(end), !Self.isSpace(byte), !")>\"'`".utf8.contains(byte) { end += 1 }
        return end
    }

    /// `/` between words, or the path of a resource, which is a word by itself.
    private mutating func slash(at place: Int) -> Int {
        let isFirst = byte(place - 1).map { Self.isSpace($0) || "`\"'(*".utf8.contains($0) } ?? true
        var end = place + 1
        while let byte = byte(end), Self.isLetter(byte) { end += 1 }
        let name = String(decoding: bytes[place + 1..<end], as: UTF8.self).lowercased()
        let isName = isFirst && !name.isEmpty && (ProseWindow.unit(name) == nil || byte(end) == UInt8(ascii: "/"))
        guard isName || byte(place + 1) == UInt8(ascii: "{") else {
            add(.slash, place..<place + 1)
            return place + 1
        }
        end = pastAddress(place)
        add(.word, place..<end)
        return end
    }

    private mutating func tag(at place: Int) -> Int {
        guard let first = byte(place + 1), Self.isLetter(first) || first == UInt8(ascii: "/") else { return place + 1 }
        guard let close = bytes[place..<min(place + 300, bytes.count)].firstIndex(of: UInt8(ascii: ">")) else {
            return place + 1
        }
        let name = bytes[(place + 1)..<close].drop { $0 == UInt8(ascii: "/") }.prefix {
            Self.isLetter($0) || Self.isDigit($0)
        }
        let blocks = ["br", "p", "li", "ul", "ol", "tr", "div", "table", "h1", "h2", "h3", "h4", "h5", "h6"]
        let text = String(decoding: name, as: UTF8.self).lowercased()
        if blocks.contains(text) {
            end(at: place)
            kind = text == "li" || text == "tr" ? .item : text.hasPrefix("h") ? .heading : .plain
            firstByte = close + 1
        } else if text == "td" || text == "th" {
            add(.barrier, place..<place + 1)
        }
        return close + 1
    }

    private func entity(at place: Int) -> Int {
        let end = bytes[place..<min(place + 10, bytes.count)].firstIndex(of: UInt8(ascii: ";"))
        return end.map { $0 + 1 } ?? place + 1
    }
}
