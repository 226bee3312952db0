import Foundation
import PacelineLimiter

/// What the harness tells a worker by its environment; `Tests/Chaos/chaos.py` says what each means.
struct Order {
    let api: URL
    let store: String
    let ledger: String
    let limits: [(name: String, limit: RateLimit)]
    let lease: Duration
    let grace: Duration
    let tasks: Int
    let cancel: Double
    let label: String
    let stats: String
    /// So long the preparation of a request takes at the most, between its permit and its sending.
    let preparation: Duration
    /// The rule that this worker breaks; nil for one that keeps them all.
    let fault: Fault?

    init(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        func text(_ name: String) throws -> String {
            guard let text = environment["CHAOS_" + name] else { throw Mistake("CHAOS_\(name) is missing") }
            return text
        }
        func number(_ name: String) throws -> Double {
            guard let number = Double(try text(name)) else { throw Mistake("CHAOS_\(name) is no number") }
            return number
        }
        guard let url = URL(string: try text("API")) else { throw Mistake("CHAOS_API is no URL") }
        (api, store, ledger) = (url, try text("STORE"), try text("LEDGER"))
        let spread = Duration.seconds(try number("LATENCY_SPREAD"))
        limits = try text("LIMITS").split(separator: " ").map { try Self.limit(String($0), spread) }
        (lease, grace) = (.seconds(try number("LEASE")), .seconds(try number("GRACE")))
        (tasks, cancel) = (Int(try number("TASKS")), try number("CANCEL"))
        (label, stats) = (try text("LABEL"), try text("STATS"))
        // The server of a counter sees it as a part of the latency, whose spread is told.
        preparation = try text("LIMITS").contains("=counter:") ? .zero : .milliseconds(100)
        fault = try environment["CHAOS_BREAK"].map { name in
            guard let fault = Fault(rawValue: name) else { throw Mistake("CHAOS_BREAK is \(name)?") }
            return fault
        }
    }

    /// `NAME=KIND:N/TIME[,burst=B]`, declared as the runtime does what a document says.
    private static func limit(_ text: String, _ spread: Duration) throws -> (String, RateLimit) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        let options = parts.last?.split(separator: ",").map(String.init) ?? []
        let words = options.first?.split { $0 == ":" || $0 == "/" }.map(String.init) ?? []
        guard parts.count == 2, words.count == 3, let quota = Double(words[1]) else { throw Mistake("\(text)?") }
        let window = try time(words[2])
        let burst = options.first { $0.hasPrefix("burst=") }.flatMap { Double($0.dropFirst(6)) } ?? quota
        let limit: RateLimit =
            switch words[0] {
            case "bucket": .tokenBucket(rate: quota, per: window, burst: burst)
            case "counter": .counter(quota: quota, window: window, latencySpread: spread)
            case "concurrency": .concurrency(Int(quota))
            case "log", "aligned", "anchored": RateLimit(quota: quota, window: window)
            default: throw Mistake("\(words[0]) is no kind of limit")
            }
        return (parts[0], limit)
    }

    private static func time(_ text: String) throws -> Duration {
        let digits = text.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits) else { throw Mistake("\(text) is no time") }
        switch text.dropFirst(digits.count) {
        case "ms": return .milliseconds(number)
        case "s": return .seconds(number)
        case "m": return .seconds(60 * number)
        default: throw Mistake("\(text) is no time")
        }
    }
}

struct Mistake: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
