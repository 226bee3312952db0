import PacelineLimiter

/// One iteration over the pages of a list.
///
/// A class, so that a page that was asked for ahead is given up once nobody goes on.
final class PageFeed<Value: JSONValue, Item: Sendable> {
    typealias Page = PageSource<Value, Item>.Page

    private enum State {
        /// The page behind the position is to be asked for; the first where there is none.
        case ready(PagePosition?)
        /// It has been asked for ahead.
        case ahead(PagePosition, Task<Result<Page, CallError>, Never>)
        /// It cannot be asked for.
        case failed(CallError)
        case ended
    }

    private let source: PageSource<Value, Item>
    private var state: State
    private var guards: PageGuards
    /// The items of the page before.
    private var lastCount: Int?

    init(_ source: PageSource<Value, Item>) {
        self.source = source
        state = .ready(source.options.startingAfter)
        guards = PageGuards(source.options)
    }

    deinit {
        if case .ahead(_, let task) = state { task.cancel() }
    }

    /// The next page; nil behind the last, and behind an error.
    func next(isolation actor: isolated (any Actor)?) async throws(CallError) -> ListPage<Value, Item>? {
        let page: Page
        switch state {
        case .ended: return nil
        case .failed(let error):
            state = .ended
            throw error
        case .ready(let position):
            state = .ended
            page = try await source.page(after: position, priority: nil, lastCount: lastCount)
        case .ahead(let position, let task):
            state = .ended
            page = try await source.page(after: position, askedForBy: task, lastCount: lastCount)
        }
        return accept(page)
    }

    /// Decides what follows the page.
    private func accept(_ page: Page) -> ListPage<Value, Item> {
        lastCount = page.items.count
        var position: PagePosition?
        do throws(CallError) {
            position = try page.next.get()
            if let position {
                try guards.check(position, behind: page.own)
                state = upcoming(position)
            }
        } catch {
            // A limit of the caller's own does not make the position wrong.
            if error.code != .tooManyPages { position = nil }
            state = .failed(error.of(source.request.operation, attempts: 0))
        }
        return ListPage(items: page.items, value: page.value, position: position)
    }

    private func upcoming(_ position: PagePosition) -> State {
        guard source.options.prefetch > 0 else { return .ready(position) }
        let (source, lastCount) = (source, lastCount)
        let priority = min(source.request.options.priority, .low)
        return .ahead(
            position,
            Task(executorPreference: source.core.options.limiter.time.executor) {
                await Result { () async throws(CallError) in
                    try await source.page(after: position, priority: priority, lastCount: lastCount)
                }
            })
    }
}

/// What keeps a server from leading a client on without end.
struct PageGuards {
    private let most: Int
    /// The pages that have been received.
    private var count = 0
    /// The positions that were had, by their hashes: two that differ and have one are as likely as no two at all.
    private var known: Set<Int> = []

    init(_ options: PageOptions) { most = options.maximumPages }

    /// Takes the position behind one more page. Throws ``CallError`` where it must not be followed.
    ///
    /// - Parameter own: What that page was asked for by; nil where by nothing.
    mutating func check(_ position: PagePosition, behind own: PagePosition?) throws(CallError) {
        count += 1
        if let own { known.insert(own.hashValue) }
        guard known.insert(position.hashValue).inserted else {
            throw CallError(.pageLoop, "the list leads to a page that was read already")
        }
        guard count < most else {
            throw CallError(.tooManyPages, "the list has more pages than the \(most) that may be read")
        }
    }
}
