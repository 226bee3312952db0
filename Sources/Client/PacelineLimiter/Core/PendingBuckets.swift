/// Buckets whose queues are to be served before a step ends, in the order in which something happened to them, each
/// once.
struct PendingBuckets: Sendable {
    private var order: [Int] = []
    private var start = 0
    private var members: Set<Int> = []

    mutating func append(_ bucket: Int) {
        if members.insert(bucket).inserted { order.append(bucket) }
    }

    static func += (pending: inout PendingBuckets, buckets: some Sequence<Int>) {
        for bucket in buckets { pending.append(bucket) }
    }

    /// Puts those that have been added so far in another order.
    mutating func sort(by isBefore: (Int, Int) -> Bool) {
        if order.count > 1 { order.sort(by: isBefore) }
    }

    /// The next bucket; until ``done(_:)`` it is not added again.
    mutating func next() -> Int? {
        guard start < order.count else {
            removeAll()
            return nil
        }
        start += 1
        return order[start - 1]
    }

    /// From now on the bucket can be added again.
    mutating func done(_ bucket: Int) {
        members.remove(bucket)
    }

    private mutating func removeAll() {
        order.removeAll(keepingCapacity: true)
        members.removeAll(keepingCapacity: true)
        start = 0
    }
}
