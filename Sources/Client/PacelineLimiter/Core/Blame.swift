/// What speaks for it that one bucket of several refused a request, where the response does not say which did.
struct Blame: Sendable {
    /// It refused another request since this one started: this is the same episode.
    let isKnown: Bool
    /// It was shut by guess a short while ago, and requests are refused all the same.
    let isSuspected: Bool
    /// The part of its capacity that is in use.
    let fullness: Double
    let limit: RateLimit
}

extension [Blame] {
    /// The place of the one that is to be shut; nil when there is none.
    ///
    /// It is the one whose ledger is fullest, of equal ones that with the shortest hold. If that was just shut by guess
    /// and this refusal is a new one, it was another: the next longer. Limits of requests at a time take part only when
    /// there is no other.
    var culprit: Int? {
        let windows = indices.filter { self[$0].limit.release == .response }
        let places = (windows.isEmpty ? [Int](indices) : windows).sorted {
            (self[$0].limit.holdNanoseconds, $0) < (self[$1].limit.holdNanoseconds, $1)
        }
        if let known = places.first(where: { self[$0].isKnown }) { return known }
        let greatest = places.map { self[$0].fullness }.max()
        guard let first = places.firstIndex(where: { self[$0].fullness == greatest }) else { return nil }
        return places[first...].first { !self[$0].isSuspected } ?? places.last
    }
}
