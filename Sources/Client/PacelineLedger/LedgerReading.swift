/// A ledger that was read without a step of it, for people who want to look at it.
package struct LedgerReading: Hashable, Sendable {
    package let name: String
    /// The ledger as it was kept.
    package var state: LedgerState
    /// What the clock of the place where it is kept showed, in microseconds.
    package var time: Int64
    /// Whether the sessions live, where locks tell it; nil where their leases do.
    package var lives: [String: Life]?
    /// The buckets of which what is kept cannot be read.
    package var damaged: [String] = []
    /// Whether the machine was started after the ledger's last step: nothing of it lives, and its clock is void.
    package var isOfEarlierStart = false

    package enum Life: Hashable, Sendable {
        case alive
        case over
        /// Its lock may not be opened.
        case unknown
    }

    package init(name: String, state: LedgerState, time: Int64) {
        (self.name, self.state, self.time) = (name, state, time)
    }
}

/// Where ledgers are kept, to be looked at. Nothing is changed by it.
package protocol LedgerArchive: Sendable {
    /// The names of the ledgers there, in order.
    /// - Throws: What stands in the way, in words, as a ``LedgerArchiveError``.
    func names() async throws(LedgerArchiveError) -> [String]

    /// A ledger; nil when there is none of this name.
    /// - Throws: What stands in the way, in words, as a ``LedgerArchiveError``.
    func ledger(_ name: String) async throws(LedgerArchiveError) -> LedgerReading?
}

/// Why ledgers cannot be read.
package struct LedgerArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
