import PacelineLimiter

/// A bucket that a call draws on, with the policy behind it.
struct LimitDraw: Sendable {
    /// The policy with the client's numbers, and those of the operation.
    let policy: RateLimitPolicy
    /// The values of the policy's `per`.
    let key: String
    let bucket: BucketHandle
    /// Units that one request takes, as far as it is known before; none where nothing is counted.
    var cost: Double
    /// The bucket that every call heeds; only where a refusal of this policy stops them all.
    let everyCall: BucketHandle?
    /// The numbers with which the bucket was declared for one request, because its key stands in it; nil where it was
    /// not.
    let ofOneRequest: RateLimit?
    /// The name of the buckets for which the server has identities of its own, without these; nil where it tells none.
    let shared: BucketName?
    /// The calendar whose periods are the policy's windows; nil where it is none's.
    let calendar: LimitCalendar?
}

/// A bucket that counts nothing and that every call heeds, because a refusal of its policy stops them all.
struct CommonGate: Sendable {
    let policy: RateLimitPolicy
    let bucket: BucketHandle
}

/// The limits of one request: all of them must admit it.
struct RequestLimits: Sendable {
    /// What it draws on, in document order.
    let draws: [LimitDraw]
    private let gates: [CommonGate]
    /// What the limiter is asked for.
    let requested: [Draw]
    /// How long the buckets may hold the request back under the client's own settings.
    private(set) var waitLimits: [WaitLimits] = []
    /// Where it is found out what limits there are; nil where they are declared.
    let route: ObservedRoute?
    /// The client's settings, for numbers that responses tell.
    let settings: LimitSettings
    /// Whether a response tells something of quotas, or of what its request did cost.
    let areTold: Bool
    /// Whether the body of a response does.
    let areToldByBody: Bool
    /// Why the request cannot be made under them; nil when it can.
    var problem: CallError?

    /// Limits under which calls heed `gates` whatever they draw on.
    init(
        _ draws: [LimitDraw], gates: [CommonGate], route: ObservedRoute? = nil, settings: LimitSettings = .declared,
        retry: RetryOptions
    ) {
        self.settings = settings
        self.draws = draws
        self.gates = gates
        self.route = route
        areTold = draws.contains { $0.policy.isTold || $0.calendar != nil }
        areToldByBody = draws.contains { $0.policy.readsBody }
        let observed = route.map { [Draw($0.bucket), Draw($0.origin, cost: 0)] } ?? []
        requested = draws.map { Draw($0.bucket, cost: $0.cost) } + gates.map { Draw($0.bucket, cost: 0) } + observed
        waitLimits = waitLimits(retry)
    }

    /// Limits under which no request can be made.
    static func impossible(_ problem: CallError) -> RequestLimits {
        var limits = RequestLimits([], gates: [], retry: .default)
        limits.problem = problem
        return limits
    }

    /// How long the buckets may hold the request back: a spent quota not at all where its policy says so, a refusal as
    /// long as the policy and the call's settings say.
    func waitLimits(_ retry: RetryOptions) -> [WaitLimits] {
        let declared = draws.map { draw in
            let isFailing = draw.policy.isFailingWhenExhausted
            guard !isFailing else { return WaitLimits(draw.bucket, quota: .zero, gate: .zero) }
            // What a server says of its numbers may be absurd: no call waits much longer for it than it may.
            let isTold = draw.policy.fields?.tellsNumbers ?? false
            return WaitLimits(
                draw.bucket, quota: isTold ? retry.longestShut(by: draw.policy) * 2 : nil,
                gate: retry.maximumWait(of: draw.policy))
        }
        let common = gates.map { WaitLimits($0.bucket, gate: retry.maximumWait(of: $0.policy)) }
        guard let route else { return declared + common }
        // What a server says of itself may be absurd: no call waits longer for it than it may.
        let longest = retry.maximumWait(of: nil)
        return declared + common + [
            WaitLimits(route.bucket, quota: longest, gate: longest), WaitLimits(route.origin, gate: longest),
        ]
    }

    /// Whether it takes the body of a response with this status to tell whether a limit refused: a success may be a
    /// refusal all the same, and the server may not have counted what it refused.
    func isDecidedByBody(_ status: Int) -> Bool {
        draws.contains { draw in
            let refusal = draw.policy.refusal
            return status < 400
                ? refusal.response.statuses.contains { $0.contains(status) }
                : !refusal.isCounted || draw.policy.counts != nil
        }
    }
}

extension RateLimitPolicy {
    /// Whether it says no more than that the server refuses with 429: then its limit is found out like one that is not
    /// declared.
    var saysOnlyThatItRefuses: Bool {
        let plain = RefusalPattern(statuses: [.code(429)])
        return numbers == .undisclosed && !isLearned && refusal == plain && retry == RefusalRetry()
    }

    /// Whether a call fails at once when the quota is spent. Unless the document says, it does where the window is so
    /// long that no caller can be meant to wait for it.
    var isFailingWhenExhausted: Bool {
        switch retry.exhausted {
        case .fail: true
        case .wait: false
        case nil: numbers.window.map { $0 > .seconds(600) } ?? false
        }
    }

    /// Whether a refused request is known not to have been processed: where something is counted, unless the document
    /// says otherwise.
    var isRefusedUnprocessed: Bool { retry.isNotProcessed ?? isCounting }

    /// Whether it counts anything: it has numbers, or learns them.
    var isCounting: Bool { numbers != .undisclosed || isLearned }

    /// Whether it has no numbers but those that responses tell.
    var isFoundOut: Bool { numbers == .undisclosed && isLearned }

    /// Whether a response tells something of its quota, of what counts, or of what a request did cost.
    var isTold: Bool { fields != nil || counts != nil || settlement != nil }

    /// Whether a response's body tells something of its quota, of what counts, or of what a request did cost.
    var readsBody: Bool {
        fields?.readsBody ?? false || counts?.readsBody ?? false || settlement?.isOfBody ?? false
    }
}
