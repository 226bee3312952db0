/// The range from which each of a request's two delays is drawn, every value being equally likely.
extension ClosedRange<Duration> {
    /// Reads `20ms...120ms`, or `50ms` for a fixed delay; the units are `us`, `ms` and `s`.
    package init(latency text: String) throws(MalformedLatency) {
        let parts = text.split(separator: "...", omittingEmptySubsequences: false)
        let spans = parts.compactMap { Self.span(of: $0) }
        guard spans.count == parts.count, (1...2).contains(spans.count), spans[0] <= spans[spans.count - 1] else {
            throw MalformedLatency(text: text)
        }
        self = spans[0]...spans[spans.count - 1]
    }

    /// A value of the range, to the nanosecond.
    func draw(using generator: inout some RandomNumberGenerator) -> Nanoseconds {
        Nanoseconds.random(in: lowerBound.wholeNanoseconds...upperBound.wholeNanoseconds, using: &generator)
    }

    /// The longest span that is read is a day, in seconds: more is a slip.
    private static var longestSpan: Double { 86_400 }

    private static func span(of text: Substring) -> Duration? {
        let units = [("us", 1e-6), ("ms", 1e-3), ("s", 1.0)]
        guard let (suffix, seconds) = units.first(where: { text.hasSuffix($0.0) }),
            let number = Double(text.dropLast(suffix.count)), (0...longestSpan).contains(number * seconds)
        else { return nil }
        return .nanoseconds(Nanoseconds((number * seconds * 1e9).rounded()))
    }
}

/// A text that is no latency.
package struct MalformedLatency: Error, CustomStringConvertible {
    package var text: String

    package var description: String {
        "'\(text)' is no latency; write a time or a range of times, as in 50ms or 20ms...120ms"
    }
}

/// A small generator with a seed, so that a run's delays can be drawn again (Steele, Lea and Flood, "Fast Splittable
/// Pseudorandom Number Generators", 2014).
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
