/// Buckets that something happened to, in that order, each once.
struct Touched: Sendable {
    private var line: [Int] = []
    private var start = 0
    private var members: Set<Int> = []

    mutating func append(_ bucket: Int) {
        if members.insert(bucket).inserted { line.append(bucket) }
    }

    static func += (touched: inout Touched, buckets: some Sequence<Int>) {
        for bucket in buckets { touched.append(bucket) }
    }

    /// Puts those that have been added so far in another order.
    mutating func sort(by isBefore: (Int, Int) -> Bool) {
        if line.count > 1 { line.sort(by: isBefore) }
    }

    /// The next bucket; until ``done(_:)`` it is not added again.
    mutating func next() -> Int? {
        guard start < line.count else {
            removeAll()
            return nil
        }
        start += 1
        return line[start - 1]
    }

    /// From now on the bucket can be added again.
    mutating func done(_ bucket: Int) {
        members.remove(bucket)
    }

    /// Asked after each step, nearly always for nothing.
    @inline(__always)
    mutating func removeAll() {
        if !line.isEmpty { clear() }
    }

    private mutating func clear() {
        line.removeAll(keepingCapacity: true)
        members.removeAll(keepingCapacity: true)
        start = 0
    }
}
