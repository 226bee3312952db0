#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension QuotaFields.Form {
    /// The time that `text` tells, from the response on; nil when it is malformed.
    func reset(_ text: String, of policy: RateLimitPolicy, clock: ResponseClock) -> QuotaState.Reset? {
        let bound = policy.numbers.window
        let wait: Duration? =
            switch self {
            case .delta: Duration(retryAfter: text)
            case .epoch: epoch(text).flatMap { clock.wait(until: $0, bound: bound) }
            case .epochMilliseconds: epoch(text).flatMap { clock.wait(until: $0 / 1000, bound: bound) }
            case .duration: Duration(digitsAndUnits: text)
            case .date:
                HTTPDate.seconds(text, near: clock.wall).flatMap { clock.wait(until: Double($0), bound: bound) }
            case .rfc3339:
                Date(headerText: text).flatMap { clock.wait(until: $0.timeIntervalSince1970, bound: bound) }
            }
        // A server that tells thousandths knows them; its own clock is told in whole seconds.
        let isSpan = self == .delta || self == .duration
        let isFine = isSpan && (text.contains(".") || text.hasSuffix("ms"))
        return wait.map {
            QuotaState.Reset(
                wait: $0, grain: isFine ? .milliseconds(10) : .seconds(1), isServers: isSpan || clock.isServers)
        }
    }

    private func epoch(_ text: String) -> Double? { text.utf8.first?.isDigit == true ? text.decimalNumber : nil }
}

extension Duration {
    /// Reads digits with units, such as `1m30.5s`, `250ms` or `6m0s`; nil for anything else.
    init?(digitsAndUnits text: String) {
        var rest = text.utf8[...]
        var seconds = 0.0
        repeat {
            let digits = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { !$0.isDigit && $0 != UInt8(ascii: ".") }
            rest = rest[unit.endIndex...]
            guard let number = Double(String(Substring(digits))), let length = Self.units[String(Substring(unit))]
            else {
                return nil
            }
            seconds += number * length
        } while !rest.isEmpty
        self = .atLeast(seconds: seconds)
    }

    /// The seconds of a unit, by the names that are in use.
    private static let units = [
        "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86_400,
    ]
}
