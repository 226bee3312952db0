/// How long a refusal asks to wait.
enum RefusalWait {
    /// The wait that a policy's own sources tell, first usable first; nil when none does.
    ///
    /// What is malformed is not usable, nor is a wait of nothing: it would have the request repeated at once, and
    /// refused. No wait is longer than a year: that is held to be a mistake.
    static func wait(after policy: RateLimitPolicy, _ response: inout ResponseReader, clock: ResponseClock) -> Duration?
    {
        for source in policy.retry.after {
            let wait: Duration? =
                switch source {
                case .header: RetryAfterField.wait(response.response.headerFields, clock: clock)
                case .reset: QuotaState(of: policy, &response, clock: clock)?.reset?.wait
                case .value(let value): response.value(value).text.flatMap { Duration(retryAfter: $0) }
                case .window: policy.numbers.window
                case .fixed(let duration): duration
                }
            if let wait = wait?.ifLonger { return min(wait, .longestWait) }
        }
        return policy.numbers.window
    }
}

extension Duration {
    /// A year: what is longer is held to be a mistake.
    static let longestWait = Duration.seconds(366 * 86_400)

    /// The duration if there is any.
    var ifLonger: Duration? { self > .zero ? self : nil }

    /// Seconds in decimal digits, or digits with units such as `34.07s`; nil for anything else.
    init?(retryAfter text: String) {
        guard let wait = Self.seconds(decimal: text) ?? Duration(digitsAndUnits: text) else { return nil }
        self = wait
    }

    /// Seconds in decimal digits, perhaps with a fraction, at most a year; nil for anything else. Rounded up to whole
    /// nanoseconds, so that nothing is earlier than told.
    static func seconds(decimal text: some StringProtocol) -> Duration? {
        guard text.isDecimal, text.first != ".", text.last != ".",
            let seconds = Double(String(text))
        else { return nil }
        return .atLeast(seconds: seconds)
    }

    /// So many seconds, from none to a year; fractions of a nanosecond are rounded up.
    static func atLeast(seconds: Double) -> Duration {
        let nanoseconds = min(max(0, seconds), longestWait.seconds) * 1e9
        // A double of seconds is exact to 0.1 µs for a year; what it misses of a decimal fraction is no reason to wait
        // a nanosecond longer.
        return .nanoseconds(Int64((nanoseconds - 1e-3).rounded(.up)))
    }
}

extension UInt8 {
    /// Whether it is a decimal digit in ASCII.
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

extension StringProtocol {
    /// Whether it holds nothing but decimal digits in ASCII and points.
    var isDecimal: Bool { utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") } }
}
