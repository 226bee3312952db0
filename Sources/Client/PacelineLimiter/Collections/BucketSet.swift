/// The buckets of a request as a set: their places, in rising order. Up to four are kept without allocation.
struct BucketSet: Hashable, RandomAccessCollection, Sendable {
    private static var inlineCount: Int { 4 }

    private var own = SIMD4<Int32>(repeating: -1)
    /// The fifth and those after it.
    private var more: [Int32] = []
    private(set) var endIndex = 0

    var startIndex: Int { 0 }

    init(_ draws: DrawList) {
        for position in 0..<draws.count { insert(Int32(draws[position].bucket.index)) }
    }

    /// Requests name a handful of buckets, each once: they are sorted by insertion.
    private mutating func insert(_ bucket: Int32) {
        endIndex += 1
        if endIndex > BucketSet.inlineCount { more.append(bucket) }
        var place = endIndex - 1
        while place > 0, self[place - 1] > Int(bucket) {
            put(Int32(self[place - 1]), at: place)
            place -= 1
        }
        put(bucket, at: place)
    }

    private mutating func put(_ bucket: Int32, at place: Int) {
        if place < BucketSet.inlineCount { own[place] = bucket } else { more[place - BucketSet.inlineCount] = bucket }
    }

    subscript(place: Int) -> Int {
        Int(place < BucketSet.inlineCount ? own[place] : more[place - BucketSet.inlineCount])
    }
}
