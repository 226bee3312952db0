import Foundation
import Testing

/// Numbers that follow from a seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &self) < probability
    }
}

/// Where this run's random histories begin: another place in each run, so that many runs see many histories.
private let firstSeed: UInt64 = {
    let seed = UInt64.random(in: 0..<1 << 48)
    print("The random histories of this run begin with PACELINE_SEED=\(seed)")
    return seed
}()

/// Runs `history` with many seeds and stops at the first that fails, with its seed. `PACELINE_SEED` runs that one
/// alone. Between two of them other tests, which wait for no more than a minute, come to their turn.
func forEachHistory(
    _ count: Int, sourceLocation: SourceLocation = #_sourceLocation, _ history: (inout SeededGenerator) throws -> Void
) async {
    let given = ProcessInfo.processInfo.environment["PACELINE_SEED"].flatMap(UInt64.init)
    let first = given ?? firstSeed
    for seed in first..<first + UInt64(given == nil ? count : 1) {
        var generator = SeededGenerator(seed: seed)
        await Task.yield()
        do {
            try history(&generator)
        } catch {
            Issue.record("PACELINE_SEED=\(seed): \(error)", sourceLocation: sourceLocation)
            return
        }
    }
}

/// A property that does not hold.
struct Violation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
    if !condition { throw Violation(message()) }
}
