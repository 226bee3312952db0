public import PacelinePolicy

extension Mock {
    /// How a mock server behaves, beyond what the document says.
    public struct Options: Sendable {
        /// Each of a request's two delays, one before the ledger decides and one after it. None by default.
        public var latency: Latency = .none
        /// How long a connection may take to send a whole request before it is closed: 30 seconds by default. Positive.
        public var readTimeout: Duration = .seconds(30)
        /// How long the second half of every body is held back. None by default.
        public var bodyDelay: Duration = .zero
        /// The factor by which the windows of all policies are stretched; below 1 it shrinks them. Positive.
        public var windowScale: Double
        /// The plan whose numbers hold; nil is the document's own.
        public var plan: String?
        /// How windows are counted in place of what is declared.
        public var algorithm: Algorithm?
        /// What a token bucket holds in place of what is declared. Without either it is the quota. Positive.
        public var burst: Double?
        /// So many requests at a time in place of the numbers of every policy. Positive.
        public var concurrency: Int?
        /// Numbers of policies in place of what is declared, by the policies' names, and of one operation of a policy
        /// by both names with a slash between them: for what a document leaves to the server to tell.
        public var numbers: [String: RateLimitNumbers] = [:]
        /// Operations, by their ids, that the server counts together under policies of which it tells identities of
        /// buckets. All others it counts as the document says.
        public var sharedBuckets: [[String]] = []
        /// What requests cost under policies whose costs clients estimate by a function, by the function's name; each
        /// is given the request's body. Without one it is what the document declares.
        public var costs: [String: @Sendable (_ body: [UInt8]) -> Double] = [:]
        /// How far the cost that a response tells may be from what the document lets a client expect: 0.2 for a fifth
        /// more or less. None by default.
        public var costSpread: Double = 0
        /// The time zones of calendars for which the document has a word of its own, by that word.
        public var timeZones: [String: String] = [:]
        /// The grain of the clock that stamps arrivals in place of what is declared.
        public var granularity: Duration?
        /// The part of the requests, from 0 to 1, that policies refuse which count nothing. None by default.
        public var refusalRate: Double = 0
        /// The part of the admitted requests, from 0 to 1, that are answered with 503. None by default.
        public var failureRate: Double = 0
        /// The pages of lists whose pages the document declares: 3 by default, the last half as long as the others. From
        /// 1 to 10 000.
        public var pages = 3
        /// The file of the configuration that says in `pagination` how the pages of many lists follow one another. nil, as
        /// by default, for a document whose operations say it. Nothing else is read of it.
        public var configurationPath: String?
        /// Where all that is random starts from: the same seed draws the same delays and the same beginnings of
        /// windows.
        public var seed: UInt64
        /// The file that takes one line of JSON per request; it is emptied first. nil writes no log.
        public var logPath: String?
        /// Whether the log also has the query and the body of each request. Off by default, since both may be private.
        /// Credentials are left out of the query, and header fields are never logged.
        public var logsContent: Bool
        /// How refusals tell when to come again; nil, as by default, leaves it untold: a document that declares no such
        /// field should find a server that sends none.
        public var retryAfter: RetryAfter?

        /// Options with the given ones set.
        public init(
            latency: Latency = .none, windowScale: Double = 1, algorithm: Algorithm? = nil, seed: UInt64 = 1,
            logPath: String? = nil, logsContent: Bool = false, retryAfter: RetryAfter? = nil
        ) {
            self.latency = latency
            self.windowScale = windowScale
            self.algorithm = algorithm
            self.seed = seed
            self.logPath = logPath
            self.logsContent = logsContent
            self.retryAfter = retryAfter
        }

        /// What is wrong with the options, nil when nothing is.
        var problem: String? {
            switch true {
            case !latency.isValid: "a latency cannot be negative, and its median is less than its 99th percentile"
            case bodyDelay < .zero: "the delay of bodies cannot be negative"
            case readTimeout <= .zero: "the time for a request to come must be positive"
            case windowScale <= 0, !windowScale.isFinite: "the scale of windows must be positive"
            case !((burst ?? 1) > 0): "a burst must be positive"
            case (concurrency ?? 1) < 1: "a limit of concurrency must be positive"
            case !(0..<1).contains(costSpread): "a spread of costs must be from 0 up to 1"
            case (granularity ?? .zero) < .zero: "a granularity cannot be negative"
            case !(1...10_000).contains(pages): "a list has from 1 to 10000 pages"
            case !(0...1).contains(refusalRate), !(0...1).contains(failureRate): "a rate must be from 0 to 1"
            default: nil
            }
        }
    }

    /// How a server counts the requests of a window.
    public enum Algorithm: String, CaseIterable, Sendable {
        /// Every interval of the window's length.
        case sliding
        /// Windows one after the other. Unless the document says where they begin, the seed does.
        case fixed
        /// A bucket of tokens that is filled at the rate of quota per window.
        case tokenBucket = "token-bucket"
        /// The last window's count, weighted, and the present one's. The seed says where the windows begin.
        case counter
    }

    /// How a refusal tells when to come again.
    public enum RetryAfter: String, CaseIterable, Sendable {
        /// `Retry-After` in whole seconds, rounded up (RFC 9110, section 10.2.3).
        case seconds
        /// `Retry-After` as an HTTP-date, rounded up to a whole second, beside the response's own `Date`.
        case date
        /// `retry-after-ms` in milliseconds, rounded up.
        case milliseconds
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
        /// The policies in document order; operations' own numbers stand apart behind the policies'.
        public var policies: [PolicyUse]

        /// Those that no policy refused, whatever they were answered with.
        public var admitted: Int { requests - refused }

        /// One line for people:
        /// `310 requests, 300 admitted, 10 refused; per-minute: at most 60 of 60 requests in any 10 s, 10 refused`.
        public var text: String {
            let uses = policies.map { "; \($0.name): \($0.text)" }
            return "\(requests) requests, \(admitted) admitted, \(refused) refused\(uses.joined())"
        }
    }

    /// How far a policy was used.
    public struct PolicyUse: Hashable, Sendable {
        /// The policy's name in the document.
        public let name: String
        /// The units that may stand at a time.
        public let quota: Double
        /// The label of the units (`requests`).
        public let unit: String
        /// The window's length, scaled; zero where the policy has none.
        public let window: Duration
        /// The most units that stood at a time in any one bucket when a request was admitted, that one included, as the
        /// policy counts them: in a window, missing from a bucket of tokens, in flight.
        public let mostInWindow: Double
        /// The requests that the policy refused.
        public let refused: Int

        /// `at most 60 of 60 requests in any 10 s, 10 refused`.
        let text: String

        init(of rule: LimitRule, mostInWindow: Double, refused: Int) {
            name = rule.name
            quota = rule.capacity
            unit = rule.unit
            window = .nanoseconds(rule.window)
            self.mostInWindow = mostInWindow
            self.refused = refused
            let use = rule.text(ofUse: mostInWindow).map { "at most \($0)" } ?? rule.text
            text = refused == 0 ? use : "\(use), \(refused) refused"
        }
    }
}
