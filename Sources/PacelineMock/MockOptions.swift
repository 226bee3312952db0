extension MockServer {
    /// How a mock server behaves, beyond what the document says.
    public struct Options: Sendable {
        /// The range of each of a request's two delays, one before the ledger decides and one after it. None by default.
        public var latency: ClosedRange<Duration>
        /// The factor by which the windows of all policies are stretched; below 1 it shrinks them. Positive.
        public var windowScale: Double
        /// Where the delays start from: the same seed draws the same delays.
        public var seed: UInt64
        /// The file that takes one line of JSON per request; it is emptied first. nil writes no log.
        public var logPath: String?
        /// Whether the log also has the query and the body of each request. Off by default, since both may be private.
        /// Credentials are left out of the query, and header fields are never logged.
        public var logsContent: Bool
        /// Whether refusals carry Retry-After (RFC 9110, section 10.2.3), in whole seconds rounded up. Off by default: a
        /// document that declares no such field should find a server that sends none.
        public var sendsRetryAfter: Bool

        /// - Precondition: `latency` holds no negative time and `windowScale` is positive and finite.
        public init(
            latency: ClosedRange<Duration> = .zero ... .zero, windowScale: Double = 1, seed: UInt64 = 1,
            logPath: String? = nil, logsContent: Bool = false, sendsRetryAfter: Bool = false
        ) {
            precondition(latency.lowerBound >= .zero, "a latency cannot be negative")
            precondition(windowScale > 0 && windowScale.isFinite, "the scale of windows must be positive")
            self.latency = latency
            self.windowScale = windowScale
            self.seed = seed
            self.logPath = logPath
            self.logsContent = logsContent
            self.sendsRetryAfter = sendsRetryAfter
        }
    }

    /// Why a server cannot start, or why its log is of no use.
    public struct Failure: Error, CustomStringConvertible {
        /// What went wrong, for people; the mistakes of a document each with its place.
        public let description: String
    }

    /// What a server has seen so far.
    public struct Summary: Hashable, Sendable {
        /// All requests that were decided, those that met no operation included.
        public var requests: Int
        /// Those that a policy refused.
        public var refused: Int
        /// The policies in document order.
        public var policies: [PolicyUse]

        /// Those that no policy refused, whatever they were answered with.
        public var admitted: Int { requests - refused }

        /// One line for people: `300 requests, 300 admitted, 0 refused; per-minute: at most 60 of 60 requests in any 10 s`.
        public var text: String {
            let uses = policies.map { "; \($0.name): at most \($0.text)" }
            return "\(requests) requests, \(admitted) admitted, \(refused) refused\(uses.joined())"
        }
    }

    /// How far a policy was used.
    public struct PolicyUse: Hashable, Sendable {
        /// The policy's name in the document.
        public var name: String
        /// The most units that arrived in any window of any one bucket, refused requests included.
        public var mostInWindow: Double
        /// The units that the policy allows in a window.
        public var quota: Double
        /// The label of the units (`requests`).
        public var unit: String
        /// The window's length, scaled.
        public var window: Duration

        var text: String {
            "\(quantityText(mostInWindow)) of \(quantityText(quota)) \(unit) in any \(secondsText(window))"
        }
    }
}
