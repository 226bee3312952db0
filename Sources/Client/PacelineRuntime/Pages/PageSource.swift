import HTTPTypes
import PacelineLimiter
import PacelineURLs

/// What the pages of a list come from: the request that all of them share, and how one leads to the next.
struct PageSource<Value: JSONValue, Item: Sendable>: Sendable {
    let core: ClientCore
    let request: RequestBuilder
    let style: PageStyle
    let options: PageOptions
    let read: @Sendable (Response) throws(JSONError) -> Value
    let items: @Sendable (Value) -> [Item]
    let mark: (@Sendable (Value) -> PageMark)?

    /// A page as it came.
    struct Page: Sendable {
        /// What it was asked for by; nil where by nothing.
        let own: PagePosition?
        let items: [Item]
        let value: Value
        /// The position behind it; none for the last page, an error where the response's word cannot be followed.
        let next: Result<PagePosition?, CallError>
    }

    /// Asks for the page behind a position, the first where there is none.
    ///
    /// - Parameters:
    ///   - priority: In place of the caller's.
    ///   - lastCount: The items of the page before; nil where it is not known.
    func page(after position: PagePosition?, priority: Priority?, lastCount: Int?) async throws(CallError) -> Page {
        var request = request
        if let priority { request.options.priority = priority }
        // A caller's key would make the server repeat the first page.
        if position != nil { request.options.idempotencyKey = nil }
        let place: PagePosition.Place?
        do throws(CallError) {
            place = try self.place(of: position)
            try ask(for: place, &request)
        } catch {
            throw error.of(request.operation, attempts: 0)
        }
        let (value, response): (Value, Response) = try await core.page(request, read)
        let items = items(value)
        let next = Result { () throws(CallError) in
            try self.next(
                PageFacts(request: request, place: place, response: response, count: items.count, lastCount: lastCount),
                mark.map { $0(value).kind })
        }
        return Page(own: try own(place, request), items: items, value: value, next: next)
    }

    /// The page behind a position that a task has asked for ahead. What waits behind all others may find no time or no
    /// room where a call that somebody waits for does: a page for which nothing was sent is asked for anew.
    func page(
        after position: PagePosition, askedForBy task: Task<Result<Page, CallError>, Never>, lastCount: Int?
    ) async throws(CallError) -> Page {
        do throws(CallError) {
            return try await withTaskCancellationHandler {
                await task.value
            } onCancel: {
                task.cancel()
            }.get()
        } catch {
            guard error.attempts == 0, error.code != .cancelled else { throw error }
            return try await page(after: position, priority: nil, lastCount: lastCount)
        }
    }

    /// The place that a position names in lists of this style; that of the first page without a position.
    private func place(of position: PagePosition?) throws(CallError) -> PagePosition.Place? {
        switch (style.kind, position?.place) {
        case (.cursor, nil), (.link, nil), (.bodyURL, nil): return nil
        case (.offset(_, let first, _), nil): return .offset(first)
        case (.page(_, let first, _), nil): return .page(first)
        case (.cursor, .cursor(let text)?), (.link, .url(let text)?), (.bodyURL, .url(let text)?):
            try checkLength(text)
            return position?.place
        case (.offset, .offset?), (.page, .page?): return position?.place
        default: throw CallError(.pagePosition, "the position is of another kind than the list's")
        }
    }

    /// What a page was asked for by: the place, or the URL of a list whose pages have theirs.
    private func own(_ place: PagePosition.Place?, _ request: RequestBuilder) throws(CallError) -> PagePosition? {
        switch (place, style.kind) {
        case (let place?, _): PagePosition(place)
        case (nil, .link), (nil, .bodyURL): PagePosition(.url(try address(of: request).text))
        case (nil, _): nil
        }
    }

    /// Puts into the request which page it is for.
    private func ask(for place: PagePosition.Place?, _ request: inout RequestBuilder) throws(CallError) {
        if let part = style.part { request.keepFree(part) }
        switch (style.kind, place) {
        case (.cursor(let part, let isInteger), .cursor(let cursor)?):
            request.set(part, cursor, isInteger ? JSON(integer: cursor) : .string(cursor))
        case (.offset(let part, _, _), .offset(let number)?), (.page(let part, _, _), .page(let number)?):
            request.set(part, String(number), .integer(Int64(number)))
        case (_, .url(let text)?): request.target = try url(text, from: core.address(of: request).parts().requestURL)
        default: break
        }
    }

    /// The position behind a page; nil for the last.
    private func next(_ page: PageFacts, _ mark: PageMark.Kind?) throws(CallError) -> PagePosition? {
        switch (style.kind, page.place) {
        case (.cursor, _):
            guard case .value(let cursor)? = mark else { return nil }
            try checkLength(cursor)
            return PagePosition(.cursor(cursor))
        case (.offset(_, _, let size), .offset(let offset)?):
            guard page.isFollowed(mark, size) else { return nil }
            return PagePosition(.offset(try sum(offset, page.count)))
        case (.page(_, _, let size), .page(let number)?):
            guard page.isFollowed(mark, size) else { return nil }
            return PagePosition(.page(try sum(number, 1)))
        case (.link, _):
            let links = page.response.headerFields[values: .link]
            return try links.lazy.compactMap { LinkField.target(of: "next", in: $0) }.first.map {
                text throws(CallError) in
                try position(text, page.request)
            }
        case (.bodyURL, _):
            guard case .value(let text)? = mark else { return nil }
            return try position(text, page.request)
        default: return nil
        }
    }

    /// The position that a URL of the response is, which leads on from the request's.
    private func position(_ text: String, _ request: RequestBuilder) throws(CallError) -> PagePosition {
        let url = try url(text, from: address(of: request)).text
        // Resolving may have made it longer.
        try checkLength(url)
        return PagePosition(.url(url))
    }

    /// The URL of the request itself.
    private func address(of request: RequestBuilder) throws(CallError) -> RequestURL {
        let sent = try request.request(to: core.address(of: request).parts())
        return RequestURL(scheme: sent.scheme ?? "", authority: sent.authority ?? "", path: sent.path ?? "/")
    }

    /// The URL, where it stays at the origin: a credential must not follow it elsewhere.
    private func url(_ text: String, from base: RequestURL) throws(CallError) -> RequestURL {
        try checkLength(text)
        let url: RequestURL
        do throws(URLProblem) { url = try RequestURL(text, relativeTo: base) } catch {
            throw CallError(.pagePosition, "the URL of the next page \(error)")
        }
        guard url.origin == base.origin else {
            throw CallError(.foreignPage, "the URL of the next page leads to another server")
        }
        return url
    }

    private func checkLength(_ text: String) throws(CallError) {
        guard text.utf8.count <= PagePosition.longest else {
            throw CallError(
                .pagePosition, "what leads to the next page is longer than \(PagePosition.longest) bytes")
        }
    }

    private func sum(_ one: Int, _ other: Int) throws(CallError) -> Int {
        let (sum, isTooLarge) = one.addingReportingOverflow(other)
        guard !isTooLarge else { throw CallError(.pagePosition, "the list is longer than can be counted") }
        return sum
    }
}

/// What is known of a page when it has come.
struct PageFacts {
    let request: RequestBuilder
    let place: PagePosition.Place?
    let response: Response
    /// Its items, and those of the page before.
    let count: Int
    let lastCount: Int?

    /// Whether another page follows one that is counted: by the response's word; else one that is empty is the last,
    /// and one that is shorter than others are, where the request says how long they should be.
    func isFollowed(_ mark: PageMark.Kind?, _ size: PageSize?) -> Bool {
        if case .flag(let isFollowed)? = mark { return isFollowed }
        guard count > 0, let size else { return count > 0 }
        if let lastCount, count < lastCount { return false }
        return size.count(of: request).map { count >= $0 } ?? true
    }
}

extension HTTPField.Name {
    fileprivate static let link = HTTPField.Name("Link")!
}

extension ServerURL {
    fileprivate var requestURL: RequestURL { RequestURL(scheme: scheme, authority: authority, path: path) }
}
