/// Where a page of a list ends: what a later run, or another client, goes on from.
///
/// It can be stored, as text or by `Codable`. What stands in it is the server's: a cursor or a URL may hold what should
/// stay secret.
public struct PagePosition: Hashable, Sendable {
    enum Place: Hashable, Sendable {
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
        guard let colon = text.firstIndex(of: ":"), text.utf8.count <= Self.longest + 8 else { return nil }
        let value = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "cursor" where !value.isEmpty: place = .cursor(value)
        case "url" where !value.isEmpty: place = .url(value)
        case "offset":
            guard let number = Int(value), number >= 0 else { return nil }
            place = .offset(number)
        case "page":
            guard let number = Int(value), number >= 0 else { return nil }
            place = .page(number)
        default: return nil
        }
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
