import LedgerHistories
import Testing

/// No more than the quota arrives in any window, whatever happens to the processes that share a ledger, and to what
/// they send each other.
@Suite struct LedgerRunTests {
    /// Plays so many worlds; returns how many were exceeded, and what happened in all.
    private static func play(_ count: Int, _ plan: World.Plan) async -> (exceeded: Int, counts: [String: Int]) {
        var (exceeded, counts) = (0, [String: Int]())
        for seed in plan.broken == nil ? Seeds.all(count) : 0..<UInt64(count) {
            await Task.yield()
            var world = World(plan, using: SeededGenerator(seed: seed))
            let most = world.run()
            if most > world.quota {
                exceeded += 1
                if plan.broken == nil { Issue.record("PACELINE_SEED=\(seed): \(most) of \(world.quota)") }
            }
            counts.merge(world.counts, uniquingKeysWith: +)
            counts["arrivals", default: 0] += world.arrivals.count
        }
        return (exceeded, counts)
    }

    @Test(arguments: [false, true]) func asDesigned(isRefilled: Bool) async {
        let (exceeded, counts) = await Self.play(500, World.Plan(isRefilled: isRefilled))
        #expect(exceeded == 0)
        for name in ["crashes", "pauses", "copies", "lapses", "granted"] { #expect(counts[name, default: 0] > 0) }
    }

    /// The ledger loses its last second again and again, while processes crash and stop.
    @Test func losses() async {
        let (exceeded, counts) = await Self.play(200, World.Plan(seconds: 20, losses: 6))
        #expect(exceeded == 0)
        #expect(counts["declared", default: 0] > 0)
    }

    /// Each rule is needed: without it the quota is exceeded. (Of the same seeds in each run.)
    @Test(arguments: World.Broken.allCases) func mutants(broken: World.Broken) async {
        var plan = World.Plan(broken: broken)
        switch broken {
        case .noGrace: plan.lease = 0.12
        case .nothingDeclared, .shortPause: (plan.losses, plan.seconds, plan.lease) = (6, 20, 0.3)
        default: break
        }
        let (exceeded, _) = await Self.play([.noGrace, .nothingDeclared].contains(broken) ? 400 : 150, plan)
        #expect(exceeded > 0)
    }
}
