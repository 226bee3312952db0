/// Those who wait for the same set of buckets, in the order of their ranks. Only the first of them decides: what keeps
/// it keeps the others, too. A group stands in one queue, that of the slowest bucket that keeps its first.
struct WaiterGroup: Sendable {
    /// Where a group stands: the queue's bucket, and what it is ordered by there.
    struct Place: Sendable {
        var bucket: Int
        var rank: Rank
        var review: Instant?
    }

    /// Whether a group wants its buckets kept for its first. The rank is that of the first when it began to want that.
    enum Claim: Hashable, Sendable {
        case none
        /// Others have claimed some of the buckets.
        case wanted(Rank)
        /// Its buckets are kept for it.
        case granted(Rank)

        var rank: Rank? {
            switch self {
            case .none: nil
            case .wanted(let rank), .granted(let rank): rank
            }
        }

        var isGranted: Bool { if case .granted = self { true } else { false } }
    }

    let buckets: BucketSet
    /// Nil for the moment in which the group is looked at.
    var place: Place?
    /// How often the first was moved from one queue to another since it became the first.
    var moves = 0
    var claim = Claim.none
    private var waiters = Treap<Rank, Share>()
    private var reviews = SortedSet<Timed>()

    init(_ buckets: BucketSet) {
        self.buckets = buckets
    }

    /// How many there are.
    var count: Int { waiters.count }
    /// The one who is to start next.
    var first: Rank? { waiters.first }
    /// The one before whom so many stand; nil when there are no more.
    func rank(at position: Int) -> Rank? { waiters.element(at: position) }
    /// When somebody's deadline is to be looked at again, and whose.
    var review: Timed? { reviews.first }

    mutating func insert(_ waiter: Waiter) {
        waiters.insert(waiter.rank, weight: Share(of: waiter, in: buckets))
        setReview(waiter.review, of: waiter)
    }

    mutating func remove(_ waiter: Waiter) {
        waiters.remove(waiter.rank)
        if let review = waiter.review { reviews.remove(Timed(review, Int(waiter.rank.ticket))) }
    }

    /// Notes when the deadline of one is to be looked at, in place of what `waiter` says.
    mutating func setReview(_ review: Instant?, of waiter: Waiter) {
        if let old = waiter.review, old != review { reviews.remove(Timed(old, Int(waiter.rank.ticket))) }
        if let review { reviews.insert(Timed(review, Int(waiter.rank.ticket))) }
    }

    /// How many stand before a rank, and what they take in all.
    func ahead(of rank: Rank) -> (count: Int, share: Share) {
        let (count, weight) = waiters.before(rank)
        return (count, weight)
    }

    /// What waiters take of a bucket of the group.
    func units(_ share: Share, of bucket: Int) -> Units {
        for place in 0..<min(buckets.count, Share.size) where buckets[place] == bucket { return share.units[place] }
        return .zero
    }
}

/// What one or more waiters take of the first four buckets of their group.
struct Share: TreapWeight {
    static let size = 4
    static var zero: Share { Share() }

    private(set) var units = Four(repeating: Units.zero)

    private init() {}

    init(of waiter: Waiter, in buckets: BucketSet) {
        for place in 0..<min(buckets.count, Share.size) { units[place] = waiter.cost(in: buckets[place]) }
    }

    static func + (left: Share, right: Share) -> Share {
        var sum = left
        for place in 0..<size { sum.units[place] += right.units[place] }
        return sum
    }
}

/// Something that has a time: a waiter by its ticket, a group or a bucket by its place.
struct Timed: Comparable, Hashable, Sendable {
    var instant: Instant
    var number: Int

    init(_ instant: Instant, _ number: Int) {
        (self.instant, self.number) = (instant, number)
    }

    static func < (left: Timed, right: Timed) -> Bool {
        (left.instant, left.number) < (right.instant, right.number)
    }
}
