/// A bucket of one ``RateLimiter``: declare it once with ``RateLimiter/bucket(_:name:key:api:)``, then use the handle.
///
/// A handle is a few integers; a call that names its buckets by handle hashes no text. It stays valid, however long the
/// bucket is not used, until ``RateLimiter/forget(_:)`` gives it up.
public struct BucketHandle: Hashable, Sendable {
    /// Which limiter made the handle.
    let limiter: Int32
    /// How often the place was used: tells a bucket from a forgotten one in the same place.
    let generation: UInt32
    /// The bucket's place in that limiter.
    package let index: Int
}

/// What one request takes from one bucket.
public struct Draw: Hashable, Sendable {
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
