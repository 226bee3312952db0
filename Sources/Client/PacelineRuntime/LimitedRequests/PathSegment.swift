/// One segment of a path template, or one pair of its query: a text, a parameter, or both in turn.
struct PathSegment: Sendable {
    private enum Piece: Sendable {
        /// Decoded.
        case literal([UInt8])
        case parameter(String)
    }

    private let pieces: [Piece]

    /// - Parameter template: A part of a template between two slashes, or of its query between two ampersands.
    init(_ template: Substring) {
        var pieces: [Piece] = []
        var rest = template
        func add(_ literal: Substring) {
            if !literal.isEmpty { pieces.append(.literal(Array(String(literal).percentDecoded.utf8))) }
        }
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            add(rest[..<open])
            // Where one parameter directly follows another, nobody can tell them apart: the first has all.
            if case .parameter? = pieces.last {
            } else {
                pieces.append(.parameter(String(rest[rest.index(after: open)..<close])))
            }
            rest = rest[rest.index(after: close)...]
        }
        add(rest)
        self.pieces = pieces
    }

    /// How open it is: a literal least, a parameter alone most, and a mixture the less the more text it has.
    var openness: Int {
        let text = pieces.reduce(0) { if case .literal(let bytes) = $1 { $0 + bytes.count } else { $0 } }
        let parameters = pieces.count { if case .parameter = $0 { true } else { false } }
        return parameters == 0 ? .min : -text
    }

    /// The decoded values of the parameters where it matches the whole of a decoded segment, each of one byte or more;
    /// nil where it does not.
    ///
    /// - Complexity: O(n) for each literal of the segment
    func values(in segment: [UInt8]) -> [(name: String, value: String)]? {
        var values: [(name: String, value: String)] = []
        var position = 0
        var open: String?
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .parameter(let name): open = name
            case .literal(let literal):
                guard let name = open else {
                    guard segment[position...].starts(with: literal) else { return nil }
                    position += literal.count
                    continue
                }
                // The last literal stands at the end, others where they come first.
                let found =
                    index == pieces.count - 1
                    ? Self.suffix(literal, of: segment, from: position + 1)
                    : Self.first(literal, in: segment, from: position + 1)
                guard let found else { return nil }
                values.append((name, String(decoding: segment[position..<found], as: UTF8.self)))
                position = found + literal.count
                open = nil
            }
        }
        guard let open else { return position == segment.count ? values : nil }
        guard position < segment.count else { return nil }
        return values + [(open, String(decoding: segment[position...], as: UTF8.self))]
    }

    private static func suffix(_ literal: [UInt8], of segment: [UInt8], from start: Int) -> Int? {
        let place = segment.count - literal.count
        return place >= start && segment[place...].elementsEqual(literal) ? place : nil
    }

    private static func first(_ literal: [UInt8], in segment: [UInt8], from start: Int) -> Int? {
        let last = segment.count - literal.count
        guard start <= last else { return nil }
        return (start...last).first { segment[$0...].starts(with: literal) }
    }
}
