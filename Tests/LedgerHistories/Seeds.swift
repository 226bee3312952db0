import Foundation

/// Numbers that follow from a seed (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    package mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &self) < probability
    }
}

/// The seeds of random runs: others in each run of the tests, so that many runs see many. `PACELINE_SEED` is one alone.
package enum Seeds {
    private static let given = ProcessInfo.processInfo.environment["PACELINE_SEED"].flatMap(UInt64.init)
    private static let first = UInt64.random(in: 0..<1 << 48)

    package static func all(_ count: Int) -> Range<UInt64> {
        let first = given ?? first
        return first..<first + UInt64(given == nil ? count : 1)
    }
}
