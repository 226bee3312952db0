/// A bucket of one ``RateLimiter``: declare it once with ``RateLimiter/bucket(_:name:key:)``, then use the handle.
///
/// A handle is two integers; a call that names its buckets by handle hashes no text.
public struct BucketHandle: Hashable, Sendable {
    /// Which limiter made the handle.
    let limiter: Int
    /// The bucket's place in that limiter.
    package let index: Int
}

/// What one request takes from one bucket.
public struct Demand: Hashable, Sendable {
    /// The bucket.
    public let bucket: BucketHandle
    package let cost: Units

    /// - Parameters:
    ///   - bucket: The bucket to draw on.
    ///   - cost: Units that the request takes, in millionths at the finest; zero takes nothing, but heeds the gate.
    /// - Precondition: `cost` is between 0 and 10¹².
    public init(_ bucket: BucketHandle, cost: Double = 1) {
        self.bucket = bucket
        self.cost = Units(cost)
    }

    init(_ bucket: BucketHandle, cost: Units) {
        self.bucket = bucket
        self.cost = cost
    }
}

/// The demands of one request, each bucket at most once. One demand is kept without allocation.
package enum DemandList: RandomAccessCollection, Sendable {
    case one(Demand)
    case several([Demand])

    /// Adds up the costs of a bucket that is named more than once.
    package init(_ demands: [Demand]) {
        guard demands.count != 1 else {
            self = .one(demands[0])
            return
        }
        var merged = demands
        if demands.nameABucketTwice {
            merged = []
            for demand in demands {
                if let place = merged.firstIndex(where: { $0.bucket == demand.bucket }) {
                    merged[place] = Demand(demand.bucket, cost: merged[place].cost + demand.cost)
                } else {
                    merged.append(demand)
                }
            }
        }
        self = .several(merged)
    }

    package var startIndex: Int { 0 }

    package var endIndex: Int {
        switch self {
        case .one: 1
        case .several(let demands): demands.count
        }
    }

    package subscript(position: Int) -> Demand {
        switch self {
        case .one(let demand): demand
        case .several(let demands): demands[position]
        }
    }
}

extension [Demand] {
    /// Requests name a handful of buckets: comparing all pairs costs less than a set would.
    fileprivate var nameABucketTwice: Bool {
        indices.contains { place in self[..<place].contains { $0.bucket == self[place].bucket } }
    }
}
