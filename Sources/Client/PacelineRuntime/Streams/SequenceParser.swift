/// Takes a JSON text sequence apart (RFC 7464): each value behind a record separator, with a line feed at its end.
///
/// A value is there as soon as its line feed is. What was cut off is a part with a problem, and the parser goes on with
/// the next value (section 2.3).
struct SequenceParser: StreamParser {
    private static let separator: UInt8 = 0x1E

    /// What stands between two separators.
    private enum Content: Sendable {
        case nothing
        /// An object, an array or a string, which shows its own end.
        case selfDelimited
        /// A number, true, false or null, which needs white space behind it (section 2.4).
        case bare
        /// Something behind the value, or before the first separator.
        case misplaced
    }

    private let limit: Int
    /// What has come; read up to `place`, and looked at up to `scanned`.
    private var bytes: [UInt8] = []
    private var place = 0
    private var scanned = 0
    private var content = Content.nothing
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// Whether a separator is what comes next.
    private var isBetween = true

    init(limit: Int) { self.limit = limit }

    mutating func append(_ chunk: [UInt8]) {
        if place == bytes.count {
            bytes = chunk
        } else {
            bytes.removeSubrange(..<place)
            bytes += chunk
        }
        scanned -= place
        place = 0
    }

    mutating func next() throws(StreamElementTooLarge) -> StreamPart? {
        while scanned < bytes.count {
            let byte = bytes[scanned]
            if byte == Self.separator {
                let part = end()
                scanned += 1
                place = scanned
                isBetween = false
                if let part { return part }
                continue
            }
            look(at: byte)
            scanned += 1
            // White space before a value is not held.
            if content == .nothing { place = scanned }
            guard scanned - place <= limit else { throw StreamElementTooLarge(limit: limit) }
            // A line feed behind a whole value is its end; one inside is white space.
            guard byte == .lineFeed, depth == 0, !isInString, content == .selfDelimited || content == .bare else {
                continue
            }
            let part = take()
            isBetween = true
            return part
        }
        return nil
    }

    mutating func rest() -> StreamPart? { end() }

    private mutating func look(at byte: UInt8) {
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return
        }
        if byte.isJSONSpace { return }
        if isBetween {
            content = .misplaced
            return
        }
        let isFirst = content == .nothing
        if isFirst { content = .bare }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: return
        }
        if isFirst { content = .selfDelimited }
    }

    /// Ends what stands before a separator or the end of the stream; nil where that is nothing.
    private mutating func end() -> StreamPart? {
        let isWhole =
            switch content {
            case .nothing, .misplaced: false
            case .selfDelimited: depth == 0 && !isInString
            case .bare: bytes[place..<scanned].last?.isJSONSpace == true
            }
        let problem =
            switch content {
            case .misplaced: "no record separator stands before it"
            case .selfDelimited, .bare: isWhole ? nil : "it was cut off"
            case .nothing: nil as String?
            }
        let isNothing = content == .nothing
        var part = take()
        part.problem = problem
        return isNothing ? nil : part
    }

    /// The value up to here.
    private mutating func take() -> StreamPart {
        let part = StreamPart(bytes[place..<scanned].trimmedJSONSpace)
        place = scanned
        (content, depth, isInString, isEscaped) = (.nothing, 0, false, false)
        return part
    }
}
