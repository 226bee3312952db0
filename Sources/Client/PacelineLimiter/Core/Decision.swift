/// Names one permit of a limiter.
package struct PermitID: Hashable, Sendable {
    package var rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// Why draws cannot be met now.
package struct Blocked: Equatable, Sendable {
    /// The bucket that will let the request start last, or that never will.
    package var bucket: Int
    /// How long it takes; nil if the bucket can never meet its draw.
    package var delay: Delay?
}

/// The outcome of an attempt to take draws.
package enum Decision: Equatable, Sendable {
    case granted(PermitID)
    case blocked(Blocked)
}

/// The state of one bucket at one time.
package struct Usage: Equatable, Sendable {
    package var limit: RateLimit
    package var basis: LimitBasis
    /// The window that was learned.
    package var window: Duration?
    package var inFlight: Units
    package var held: Units
    /// The lower bound for the start of one more unit (or of all the capacity, where that is less).
    package var nextFree: Instant
    package var gatedUntil: Instant?
    /// What may be in use at a time, for now: the capacity, or less after refusals.
    package var usable: Units
}
