import PacelineLimiter

/// The items of a list, page after page: nothing is sent before the first is asked for, and a page is asked for when
/// the items before it have been consumed.
///
/// ```swift
/// for try await skill in client.skills.listSkillsPaged(skillGroupID: "g-1") { print(skill.name) }
/// ```
///
/// Each page is a call like any other, with the options of the list. Each iteration begins anew. ``pages`` has the
/// pages themselves, with the position behind each.
///
/// Iterating throws ``CallError``: what the calls throw, and where the server's word for the next page cannot be
/// followed ``CallError/Code/pageLoop``, ``CallError/Code/foreignPage``, ``CallError/Code/tooManyPages`` and
/// ``CallError/Code/pagePosition``. Items before that have been delivered by then.
public struct PagedList<Value: JSONValue, Item: Sendable>: AsyncSequence, Sendable {
    /// What iterating throws.
    public typealias Failure = CallError

    /// The pages, one after the other.
    public let pages: ListPages<Value, Item>

    init(_ source: PageSource<Value, Item>) { pages = ListPages(source: source) }

    /// Begins with the first item.
    public func makeAsyncIterator() -> Iterator { Iterator(pages: pages.makeAsyncIterator()) }

    /// Goes through the items.
    public struct Iterator: AsyncIteratorProtocol {
        private var pages: ListPages<Value, Item>.Iterator
        private var items: ArraySlice<Item> = []

        init(pages: ListPages<Value, Item>.Iterator) { self.pages = pages }

        /// The next item; nil behind the last.
        public mutating func next() async throws(CallError) -> Item? { try await next(isolation: nil) }

        /// The next item; nil behind the last.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(CallError) -> Item? {
            while items.isEmpty {
                guard let page = try await pages.next(isolation: actor) else { return nil }
                items = page.items[...]
            }
            return items.popFirst()
        }
    }
}

/// The pages of a list.
public struct ListPages<Value: JSONValue, Item: Sendable>: AsyncSequence, Sendable {
    /// What iterating throws.
    public typealias Failure = CallError

    let source: PageSource<Value, Item>

    /// Begins with the first page.
    public func makeAsyncIterator() -> Iterator { Iterator(feed: PageFeed(source)) }

    /// Goes through the pages. Once nobody holds it, a page that was asked for ahead is given up.
    public struct Iterator: AsyncIteratorProtocol {
        private let feed: PageFeed<Value, Item>

        init(feed: PageFeed<Value, Item>) { self.feed = feed }

        /// The next page; nil behind the last.
        public mutating func next() async throws(CallError) -> ListPage<Value, Item>? {
            try await next(isolation: nil)
        }

        /// The next page; nil behind the last.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(CallError) -> ListPage<Value, Item>? {
            try await feed.next(isolation: actor)
        }
    }
}

/// A page of a list.
public struct ListPage<Value: JSONValue, Item: Sendable>: Sendable {
    /// The items.
    public let items: [Item]
    /// The whole response.
    public let value: Value
    /// Where the page ends: given as ``PageOptions/startingAfter``, the list goes on behind it. nil for the last page,
    /// and where the server's word for the next cannot be followed, which the next step of the iteration throws. Behind
    /// ``PageOptions/maximumPages`` it is there, although the iteration ends with an error.
    public let position: PagePosition?
}

extension ClientCore {
    /// The list that an operation returns page by page.
    ///
    /// - Parameters:
    ///   - request: The request of every page, without what says which.
    ///   - style: How the pages follow one another.
    ///   - paging: The caller's wishes.
    ///   - items: The items of a response.
    ///   - next: What a response says of the next page; nil where its body says nothing.
    public func pages<Value: JSONValue, Item: Sendable>(
        _ request: RequestBuilder, _ style: PageStyle, _ paging: PageOptions,
        items: @escaping @Sendable (Value) -> [Item], next: (@Sendable (Value) -> PageMark)? = nil
    ) -> PagedList<Value, Item> {
        PagedList(
            PageSource(
                core: self, request: request, style: style, options: paging,
                read: { response throws(JSONError) in try response.decode() }, items: items, mark: next))
    }

    /// The list that an operation returns page by page, of which some successes carry nothing: such a page has no
    /// items.
    ///
    /// The parameters are those of ``pages(_:_:_:items:next:)``.
    public func optionalPages<Value: JSONValue, Item: Sendable>(
        _ request: RequestBuilder, _ style: PageStyle, _ paging: PageOptions,
        items: @escaping @Sendable (Value?) -> [Item], next: (@Sendable (Value?) -> PageMark)? = nil
    ) -> PagedList<Value?, Item> {
        PagedList(
            PageSource(
                core: self, request: request, style: style, options: paging,
                read: { response throws(JSONError) in
                    response.body.isEmpty ? nil : try response.decode(Value?.self)
                }, items: items, mark: next))
    }
}
