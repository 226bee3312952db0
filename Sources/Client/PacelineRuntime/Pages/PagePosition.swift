/// Where a page of a list ends: what a later run, or another client, goes on from.
///
/// It can be stored, as text or by `Codable`. What stands in it is the server's: a cursor or a URL may hold what should
/// stay secret.
public struct PagePosition: Sendable {
    enum Place: Sendable {
        /// A value that the server gave for the next page.
        case cursor(String)
        /// The number of items before the next page.
        case offset(Int)
        /// The next page's number.
        case page(Int)
        /// The next page's URL.
        case url(String)
    }

    /// The longest cursor or URL in bytes. Few servers take a longer line of a request.
    static let longest = 16_384

    let place: Place

    init(_ place: Place) { self.place = place }

    /// The position that the text stands for, as ``description`` writes it; nil for any other text.
    public init?(_ text: String) {
        // In bytes, since a cursor may begin with what combines with the colon to one character.
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let value = String(text[text.utf8.index(after: colon)...])
        guard value.utf8.count <= Self.longest else { return nil }
        switch text[..<colon] {
        case "cursor" where !value.isEmpty: place = .cursor(value)
        case "url" where !value.isEmpty: place = .url(value)
        case "offset":
            guard let number = Self.count(value) else { return nil }
            place = .offset(number)
        case "page":
            guard let number = Self.count(value) else { return nil }
            place = .page(number)
        default: return nil
        }
    }

    /// A number as it is written here: neither a sign nor a zero before it.
    private static func count(_ text: String) -> Int? {
        Int(text).flatMap { $0 >= 0 && String($0) == text ? $0 : nil }
    }
}

// To `String`, texts are equal that are canonically equivalent; to a server they are two.
extension PagePosition: Hashable {
    /// Whether both are written with the same bytes.
    public static func == (one: PagePosition, other: PagePosition) -> Bool {
        one.description.utf8.elementsEqual(other.description.utf8)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        var text = description
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension PagePosition: LosslessStringConvertible {
    /// The position as text: `cursor:…`, `offset:40`, `page:3` or `url:…`.
    public var description: String {
        switch place {
        case .cursor(let cursor): "cursor:\(cursor)"
        case .offset(let offset): "offset:\(offset)"
        case .page(let page): "page:\(page)"
        case .url(let url): "url:\(url)"
        }
    }
}

extension PagePosition: Codable {
    /// Reads the position from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let position = PagePosition(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "this is no position in a list")
        }
        self = position
    }

    /// Writes the position as its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
