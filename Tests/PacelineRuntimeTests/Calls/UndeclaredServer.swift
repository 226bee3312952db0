import HTTPTypes
import PacelineTesting
import Synchronization

/// A server that keeps 60 requests in a window, declares nothing, and says in one way or another where it stands. It
/// shares no code with runtime or mock: time is a number of seconds.
final class UndeclaredServer: Sendable {
    enum Kind: CaseIterable { case fixed, sliding, tokens }

    /// What its responses say.
    enum Words: CaseIterable {
        case nothing, retryAfter, retryDate, epoch, delta, date, draft, olderDraft

        /// Whether a response says what is left, so that nobody need ever be refused.
        var tellQuota: Bool { ![.nothing, .retryAfter, .retryDate].contains(self) }
    }

    private struct State {
        var arrivals: [Double] = []
        var (window, count) = (-1, 0)
        var (tokens, last) = (60.0, 0.0)
        var refused = 0
        var admitted: [String: Int] = [:]
        var end = 0.0
    }

    static let quota = 60
    private let kind: Kind
    private let words: Words
    private let window: Double
    /// Where in its window its clock stands at the beginning.
    private let phase: Double
    /// Seconds since 1970 at the beginning.
    private let origin = 1_800_000_000.0
    private let state = Mutex(State())

    init(_ kind: Kind, _ words: Words, window: Double, phase: Double) {
        (self.kind, self.words, self.window, self.phase) = (kind, words, window, phase)
    }

    var refused: Int { state.withLock { $0.refused } }
    /// How often each request was let through, by its `X-Call`.
    var admitted: [String: Int] { state.withLock { $0.admitted } }
    /// When the last one was.
    var end: Double { state.withLock { $0.end } }

    /// The response to a request that arrives at `time`.
    func receive(_ call: String, at time: Double) -> ScriptedResponse {
        let (isAdmitted, remaining, reset) = state.withLock { state in
            let decision = decide(&state, at: time)
            if decision.isAdmitted { state.admitted[call, default: 0] += 1 } else { state.refused += 1 }
            state.end = max(state.end, time)
            return decision
        }
        let fields = HTTPFields(fields(isAdmitted, remaining, reset, at: time))
        return .status(isAdmitted ? 200 : 429, fields: fields)
    }

    private func decide(_ state: inout State, at time: Double) -> (isAdmitted: Bool, remaining: Int, reset: Double) {
        let quota = Self.quota
        switch kind {
        case .fixed:
            let number = Int((time + phase) / window)
            if number != state.window { (state.window, state.count) = (number, 0) }
            let isAdmitted = state.count < quota
            if isAdmitted { state.count += 1 }
            return (isAdmitted, quota - state.count, Double(number + 1) * window - time - phase)
        case .sliding:
            state.arrivals.removeAll { $0 <= time - window }
            let isAdmitted = state.arrivals.count < quota
            if isAdmitted { state.arrivals.append(time) }
            return (isAdmitted, quota - state.arrivals.count, state.arrivals[0] + window - time)
        case .tokens:
            let rate = Double(quota) / window
            state.tokens = min(Double(quota), state.tokens + (time - state.last) * rate)
            state.last = time
            let isAdmitted = state.tokens >= 1
            if isAdmitted { state.tokens -= 1 }
            return (isAdmitted, Int(state.tokens), state.tokens < 1 ? (1 - state.tokens) / rate : 1 / rate)
        }
    }

    private func fields(
        _ isAdmitted: Bool, _ remaining: Int, _ reset: Double, at time: Double
    ) -> [(String, String)] {
        let whole = Int(reset.rounded(.up))
        // What is told in whole seconds of the day is rounded up once more, as its Date is rounded down.
        let instant = Int((origin + time).rounded(.down))
        let date = [("Date", Self.date(instant))]
        let left = [("X-RateLimit-Limit", "\(Self.quota)"), ("X-RateLimit-Remaining", "\(remaining)")]
        switch words {
        case .nothing: return []
        case .retryAfter: return isAdmitted ? [] : [("Retry-After", "\(whole)")]
        case .retryDate: return isAdmitted ? date : date + [("Retry-After", Self.date(instant + whole + 1))]
        case .epoch: return date + left + [("X-RateLimit-Reset", "\(instant + whole + 1)")]
        case .delta: return left + [("X-RateLimit-Reset", "\((reset * 1000).rounded(.up) / 1000)")]
        case .date: return date + left + [("X-RateLimit-Reset", Self.date(instant + whole + 1))]
        case .draft:
            let policy = ("RateLimit-Policy", "\"default\";q=\(Self.quota);w=\(Int(window))")
            return [policy, ("RateLimit", "\"default\";r=\(remaining);t=\(whole)")]
        case .olderDraft:
            return [
                ("RateLimit-Limit", "\(Self.quota)"), ("RateLimit-Remaining", "\(remaining)"),
                ("RateLimit-Reset", "\(whole)"),
            ]
        }
    }

    /// An HTTP-date of January 2027, in which the server's time stands.
    private static func date(_ instant: Int) -> String {
        let (days, seconds) = (instant / 86_400 - 20_819, instant % 86_400)
        let day = ["Fri", "Sat", "Sun", "Mon", "Tue", "Wed", "Thu"][days % 7]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "\(day), \(two(days + 1)) Jan 2027 "
            + "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60)) GMT"
    }
}
