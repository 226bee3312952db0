/// How the pages of a list are asked for.
public struct PageOptions: Sendable {
    /// Where to go on: behind the page that ended there. nil begins with the first page.
    public var startingAfter: PagePosition?
    /// How many pages are asked for ahead: 0, or 1 for the page after the one whose items are being consumed. It draws
    /// on the limits at low priority, behind the calls that somebody waits for. More than 1 counts as 1.
    public var prefetch: Int
    /// The most pages that are asked for; one more is an error. It bounds what a server can make of a list.
    public var maximumPages: Int

    /// Options of one list.
    public init(startingAfter: PagePosition? = nil, prefetch: Int = 0, maximumPages: Int = 100_000) {
        self.startingAfter = startingAfter
        self.prefetch = prefetch
        self.maximumPages = maximumPages
    }

    /// From the first page on, each page when it is needed.
    public static let `default` = PageOptions()
}
