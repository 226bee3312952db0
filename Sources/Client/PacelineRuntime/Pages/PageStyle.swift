/// How the pages of an operation's list follow one another, as the document declares it.
public struct PageStyle: Sendable {
    enum Kind: Sendable {
        case cursor(PagePart, isInteger: Bool)
        case offset(PagePart, first: Int, PageSize?)
        case page(PagePart, first: Int, PageSize?)
        case link
        case bodyURL
    }

    let kind: Kind

    /// What of a request says which page is asked for; nil where a URL does.
    var part: PagePart? {
        switch kind {
        case .cursor(let part, _), .offset(let part, _, _), .page(let part, _, _): part
        case .link, .bodyURL: nil
        }
    }

    /// A value of each response is sent with the next request.
    public static func cursor(_ part: PagePart, isInteger: Bool = false) -> PageStyle {
        PageStyle(kind: .cursor(part, isInteger: isInteger))
    }

    /// A request names the number of items before its page.
    public static func offset(_ part: PagePart, first: Int = 0, size: PageSize? = nil) -> PageStyle {
        PageStyle(kind: .offset(part, first: first, size))
    }

    /// A request names its page's number.
    public static func page(_ part: PagePart, first: Int = 1, size: PageSize? = nil) -> PageStyle {
        PageStyle(kind: .page(part, first: first, size))
    }

    /// The `Link` field of each response leads on (RFC 8288, relation `next`).
    public static let link = PageStyle(kind: .link)

    /// A URL in each response's body leads on.
    public static let bodyURL = PageStyle(kind: .bodyURL)
}

/// A part of a request that says which page is asked for, or how many items it has.
public enum PagePart: Sendable {
    /// A parameter of the query.
    case query(String)
    /// A header field.
    case header(String)
    /// A member of a body of JSON, by the names that lead to it.
    case body([String])

    var value: RequestValue {
        switch self {
        case .query(let name): .query(name)
        case .header(let name): .header(name)
        case .body(let names):
            .body(names.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined())
        }
    }
}

/// How many items a page has, as far as the document says it.
public struct PageSize: Sendable {
    let part: PagePart
    let whenAbsent: Int?
    let most: Int?

    /// The size that a part of the request asks for.
    ///
    /// - Parameters:
    ///   - part: Where a request says it.
    ///   - whenAbsent: The size of a page where the request does not say it.
    ///   - most: The most that a request can ask for.
    public init(_ part: PagePart, whenAbsent: Int? = nil, most: Int? = nil) {
        self.part = part
        self.whenAbsent = whenAbsent
        self.most = most
    }

    /// How many items a page has that is not the last; nil where only the server knows: it may give fewer than it is
    /// asked for where the document names no bound.
    func count(of request: RequestBuilder) -> Int? {
        var reader = RequestReader(request)
        guard let asked = reader.value(part.value).number.flatMap({ Int(exactly: $0) }) else { return whenAbsent }
        if let whenAbsent, asked <= whenAbsent { return asked }
        return most.map { min(asked, $0) }
    }
}

/// What a response says of the page after it.
public struct PageMark: Sendable {
    enum Kind: Sendable {
        case nothing
        case value(String)
        case flag(Bool)
    }

    let kind: Kind

    /// A cursor or a URL; nothing where it is empty.
    public init(_ text: String?) { kind = text.flatMap { $0.isEmpty ? nil : .value($0) } ?? .nothing }

    /// A cursor that is a number.
    public init(_ number: (some FixedWidthInteger)?) { kind = number.map { .value(String($0)) } ?? .nothing }

    /// Whether another page follows.
    public init(_ isFollowed: Bool?) { kind = isFollowed.map { .flag($0) } ?? .nothing }
}
