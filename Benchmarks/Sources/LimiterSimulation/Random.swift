#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Random numbers that a seed determines (SplitMix64, Steele et al., OOPSLA 2014).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A time between two events of a process that has `rate` of them a second on average.
    mutating func interval(rate: Double) -> Double {
        -log(1 - Double.random(in: 0..<1, using: &self)) / rate
    }
}

/// How long a message takes one way, in seconds.
enum Latency: Sendable {
    /// 20 to 400 ms.
    case uniform
    /// 20 to 200 ms; one in twenty Pareto from 0.2 s with exponent 1.2, at most 20 s.
    case heavyTailed

    func draw(using random: inout SeededRandom) -> Double {
        switch self {
        case .uniform: return .random(in: 0.02...0.4, using: &random)
        case .heavyTailed:
            guard Double.random(in: 0..<1, using: &random) < 0.05 else {
                return .random(in: 0.02...0.2, using: &random)
            }
            return min(20, 0.2 / pow(1 - .random(in: 0..<1, using: &random), 1 / 1.2))
        }
    }
}
