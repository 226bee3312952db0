/// That a server's limit refused a request, and for how long.
public struct Refusal: Hashable, Sendable {
    /// The bucket of that limit.
    public var bucket: BucketHandle
    /// The time that the server told, counted from the refusal's receipt; nil if it told none, which means one whole
    /// window.
    public var wait: Duration?
    /// After so long one request may try, whatever longer time the server told: an absurd one shuts nobody out for
    /// good. Nil means one hold of the bucket or 10 minutes, whichever is longer.
    public var probeWithin: Duration?
    /// Whether the server counts the refused request in this bucket. Unless that is known to be false, it must be taken
    /// to.
    public var isCounted: Bool
    /// Other buckets that are shut with it.
    public var alsoShuts: [BucketHandle]

    static let longestWait = Duration.seconds(600)

    /// A refusal by a bucket.
    public init(
        _ bucket: BucketHandle, wait: Duration? = nil, probeWithin: Duration? = nil, isCounted: Bool = true,
        alsoShuts: [BucketHandle] = []
    ) {
        self.bucket = bucket
        self.wait = wait
        self.probeWithin = probeWithin
        self.isCounted = isCounted
        self.alsoShuts = alsoShuts
    }
}
