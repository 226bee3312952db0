/// A server that answers by chance, and alike in every run of the same seed.
///
/// ```swift
/// let script = FaultScript(seed: 7, latency: .milliseconds(20) ... .milliseconds(200), faults: [
///     .init(0.1, .status(503)), .init(0.05, .fails(.maybeSent)), .init(0.05, .status(429, fields: [.retryAfter:
///     "5"])),
/// ])
/// let timeline = Timeline { script.response($0.number) }
/// ```
public struct FaultScript: Sendable {
    /// A response and how likely it is, from 0 to 1.
    public struct Fault: Sendable {
        /// How likely the response is.
        public var chance: Double
        /// The response, or the failure.
        public var response: ScriptedResponse

        /// A response as likely as `chance`.
        public init(_ chance: Double, _ response: ScriptedResponse) {
            self.chance = chance
            self.response = response
        }
    }

    private let seed: UInt64
    private let latency: ClosedRange<Duration>
    private let faults: [Fault]
    private let success: ScriptedResponse

    /// A server whose responses take some time of `latency`, drawn evenly, and are one of `faults` or else `success`.
    public init(
        seed: UInt64, latency: ClosedRange<Duration> = .zero ... .zero, faults: [Fault] = [],
        success: ScriptedResponse = .status(200, "{}")
    ) {
        self.seed = seed
        self.latency = latency
        self.faults = faults
        self.success = success
    }

    /// What becomes of the request with this number; it depends on nothing else but the seed.
    public func response(_ number: Int) -> ScriptedResponse {
        var random = SplitMix(state: seed &+ UInt64(bitPattern: Int64(number)) &* 0xD1B5_4A32_D192_ED03)
        let spread = latency.upperBound - latency.lowerBound
        let delay = latency.lowerBound + spread * random.next()
        var rest = random.next()
        for fault in faults {
            if rest < fault.chance { return fault.response.after(delay) }
            rest -= fault.chance
        }
        return success.after(delay)
    }
}

/// The generator SplitMix64 (Steele, Lea, Flood 2014).
private struct SplitMix {
    var state: UInt64

    /// A number in `0..<1`.
    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((mixed ^ (mixed >> 31)) >> 11) / Double(1 << 53)
    }
}
