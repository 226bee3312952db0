package import PacelineDiagnostics

/// What a server accepts under a policy.
package enum NumbersObject: Hashable, Sendable {
    case quota(WindowObject)
    /// So many requests at a time.
    case concurrency(Int)
    /// Nothing is counted.
    case undisclosed

    /// The quota with its window; nil where there is none.
    package var window: WindowObject? { if case .quota(let window) = self { window } else { nil } }

    /// The most that can be taken at once; nil where nothing is counted.
    package var capacity: Double? {
        switch self {
        case .quota(let window):
            if case .tokenBucket(let burst) = window.algorithm { burst } else { window.quota }
        case .concurrency(let limit): Double(limit)
        case .undisclosed: nil
        }
    }

    /// The numbers with those of a plan or an operation in their place; nil when these are of another kind.
    package func replacing(_ numbers: NumbersChange) -> NumbersObject? {
        switch self {
        case .quota(var window):
            guard numbers.concurrency == nil else { return nil }
            window.quota = numbers.quota ?? window.quota
            window.milliseconds = numbers.milliseconds ?? window.milliseconds
            guard let burst = numbers.burst else { return .quota(window) }
            switch window.algorithm {
            case .unknown, .tokenBucket: window.algorithm = .tokenBucket(burst: burst)
            case .fixed, .sliding, .counter: return nil
            }
            return .quota(window)
        case .concurrency(let limit):
            return numbers.isOfTime ? nil : .concurrency(numbers.concurrency ?? limit)
        case .undisclosed: return numbers.isEmpty ? .undisclosed : nil
        }
    }
}

/// So many units in a window.
package struct WindowObject: Hashable, Sendable {
    /// May be fractional.
    package var quota: Double
    package var milliseconds: Int64
    package var algorithm: AlgorithmObject
    /// The grain of the server's clock.
    package var granularityMilliseconds: Int64
    /// Where a calendar's days begin: an IANA zone or a word for one; nil when nothing is said.
    package var timezone: String?

    package init(
        quota: Double, milliseconds: Int64, algorithm: AlgorithmObject,
        granularityMilliseconds: Int64 = 0,
        timezone: String? = nil
    ) {
        self.quota = quota
        self.milliseconds = milliseconds
        self.algorithm = algorithm
        self.granularityMilliseconds = granularityMilliseconds
        self.timezone = timezone
    }
}

/// How a server counts.
package enum AlgorithmObject: Hashable, Sendable {
    case unknown
    case fixed(AlignmentObject?)
    case sliding
    case tokenBucket(burst: Double)
    case counter

    /// The words of `algorithm`.
    static let words = ["fixed", "sliding", "token-bucket", "counter", "unknown"]
}

/// Where a fixed window begins.
package enum AlignmentObject: String, CaseIterable, Sendable { case clock, first, calendar }

/// Numbers that take the place of a policy's, as far as they are given.
package struct NumbersChange: Hashable, Sendable {
    package var quota: Double?
    package var milliseconds: Int64?
    package var burst: Double?
    package var concurrency: Int?

    package var isEmpty: Bool { !isOfTime && concurrency == nil }
    var isOfTime: Bool { quota != nil || milliseconds != nil || burst != nil }
}

/// The numbers of a plan.
package struct PlanObject: Hashable, Sendable {
    package var name: String
    package var numbers: NumbersObject
    package var location: SourceLocation
}
