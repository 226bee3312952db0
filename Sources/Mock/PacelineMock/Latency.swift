import Foundation

extension Mock {
    /// How the one-way delays of requests are spread.
    public enum Latency: Hashable, Sendable {
        /// Every delay of the range is equally likely.
        case uniform(ClosedRange<Duration>)
        /// A heavy tail: no delay is shorter than a part of the median, half of them are shorter than the median, one
        /// in a hundred is longer than `p99`, and those may be very much longer, up to ten times that (Pareto's
        /// distribution).
        case pareto(median: Duration, p99: Duration)
        /// A moderate tail: the logarithms of the delays are normally distributed.
        case lognormal(median: Duration, p99: Duration)

        /// No delay.
        public static let none = Latency.uniform(.zero ... .zero)

        var isValid: Bool {
            switch self {
            case .uniform(let range): range.lowerBound >= .zero
            case .pareto(let median, let p99), .lognormal(let median, let p99): median > .zero && p99 > median
            }
        }

        /// A delay, to the nanosecond.
        func draw(using generator: inout some RandomNumberGenerator) -> Nanoseconds {
            switch self {
            case .uniform(let range):
                return .random(
                    in: range.lowerBound.wholeNanoseconds...range.upperBound.wholeNanoseconds, using: &generator)
            case .pareto(let median, let p99):
                // The quantile function is minimum · (1 − u)^(−1/shape); the ratio of the two quantiles gives the
                // shape.
                let shape = log(50) / log(p99 / median)
                let part = Double.random(in: 0..<1, using: &generator)
                let factor = pow(2 * (1 - part), -1 / shape)
                return Nanoseconds(Double(median.wholeNanoseconds) * min(factor, 10 * (p99 / median)))
            case .lognormal(let median, let p99):
                // 2.326… is the normal distribution's 99th percentile. Box and Muller, 1958.
                let deviation = log(p99 / median) / 2.326_347_874_040_841
                let radius = sqrt(-2 * log(1 - Double.random(in: 0..<1, using: &generator)))
                let normal = radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
                return Nanoseconds(min(Double(median.wholeNanoseconds) * exp(deviation * normal), 9e18))
            }
        }
    }
}

extension Mock.Latency {
    /// Reads `20ms...120ms`, `50ms` for a fixed delay, `pareto:20ms:400ms` or `lognormal:20ms:400ms` for a median and a
    /// 99th percentile; the units are `us`, `ms` and `s`.
    package init(_ text: String) throws(MalformedLatency) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case (_, 1):
            let spans = text.split(separator: "...", omittingEmptySubsequences: false).compactMap { Duration(span: $0) }
            let count = text.split(separator: "...", omittingEmptySubsequences: false).count
            guard spans.count == count, (1...2).contains(count), spans[0] <= spans[count - 1] else {
                throw MalformedLatency(text: text)
            }
            self = .uniform(spans[0]...spans[count - 1])
        case ("pareto", 3), ("lognormal", 3):
            guard let median = Duration(span: parts[1]), let p99 = Duration(span: parts[2]) else {
                throw MalformedLatency(text: text)
            }
            self = parts[0] == "pareto" ? .pareto(median: median, p99: p99) : .lognormal(median: median, p99: p99)
        default: throw MalformedLatency(text: text)
        }
        guard isValid else { throw MalformedLatency(text: text) }
    }
}

extension Duration {
    /// Reads a time such as `50ms`; the units are `us`, `ms` and `s`. The longest that is read is a day: more is a
    /// slip.
    package init?(span text: some StringProtocol) {
        let units = [("us", 1e-6), ("ms", 1e-3), ("s", 1.0)]
        guard let (suffix, seconds) = units.first(where: { text.hasSuffix($0.0) }),
            let number = Double(text.dropLast(suffix.count)), (0...86_400).contains(number * seconds)
        else { return nil }
        self = .nanoseconds(Nanoseconds((number * seconds * 1e9).rounded()))
    }
}

/// A text that is no latency.
package struct MalformedLatency: Error, CustomStringConvertible {
    package var text: String

    package var description: String {
        "'\(text)' is not a valid latency; write a time, a range of times or a median and a 99th percentile, as in 50ms, "
            + "20ms...120ms, pareto:20ms:400ms or lognormal:20ms:400ms"
    }
}
