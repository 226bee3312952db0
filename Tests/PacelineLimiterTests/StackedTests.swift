import PacelineLimiter
import Testing

/// (3) Work conservation for any number of limits on a call: no limit is left unused while somebody waits whom nothing
/// else keeps, and nobody waits for ever.
@Suite(.timeLimit(.minutes(5))) struct StackedTests {
    private typealias World = StackedWorld
    private typealias Need = StackedWorld.Need

    // MARK: Random histories

    @Test(arguments: [true, false]) func nobodyWaitsWhomNothingKeeps(hasUnitCosts: Bool) async {
        await forEachHistory(12) { generator in
            var world = randomWorld(hasUnitCosts: hasUnitCosts, using: &generator)
            world.check = { try StackedOracle($0).check(isStrict: hasUnitCosts) }
            try world.run()
            try world.checkNothingIsLeft()
            try require(world.starts.count > 20, "only \(world.starts.count) calls started")
        }
    }

    /// (7) A call is never failed that could start by its deadline: one that starts without a deadline starts with one
    /// that is no later.
    @Test func nobodyIsFailedWhoCouldStart() async {
        var (failed, waited) = (0, 0)
        await forEachHistory(15) { generator in
            let original = randomWorld(hasUnitCosts: generator.chance(0.3), givesUp: false, using: &generator)
            let need = original.someNeed(using: &generator)
            let time = Int64.random(in: 0...2_000, using: &generator) * 1_000_000
            let priority = [-100, 0, 100].randomElement(using: &generator) ?? 0
            var world = original
            world.enter(need, "probe", at: time, priority: priority)
            try world.run()
            guard let start = world.starts.first(where: { $0.tag == "probe" }) else { throw Violation("liveness") }
            waited += start.waited > 0 ? 1 : 0
            world = original
            world.enter(need, "probe", at: time, priority: priority, deadline: start.time + 1)
            try world.run()
            let again = world.starts.first { $0.tag == "probe" }?.time
            try require(again == start.time, "deadline: a call that starts at \(start.time) was failed")
            world = original
            world.enter(need, "probe", at: time, priority: priority, deadline: start.time - 1)
            try world.run()
            failed += world.failed
            try require(!world.starts.contains { $0.tag == "probe" && $0.time >= start.time }, "deadline: it is over")
        }
        #expect(waited > 0 && failed > 0)
    }

    /// Windows, token buckets and concurrency limits, some of which most calls need; priorities, cancellations,
    /// deadlines, refusals with gates and probes.
    private func randomWorld(
        hasUnitCosts: Bool, givesUp: Bool = true, using generator: inout SeededGenerator
    ) -> World {
        let limits = (0..<Int.random(in: 2...9, using: &generator)).map { _ in
            let capacity = [1, 2, 3, 5, 10, 20].randomElement(using: &generator) ?? 1
            let holds: [Double] = [0.2, 1, 2, 5, Double(capacity) / 5, 0]
            let hold = holds.randomElement(using: &generator) ?? 1
            return World.Limit(capacity: capacity, hold: Int64(hold * 1e9))
        }
        let sets = (0..<Int.random(in: 2...12, using: &generator)).map { _ in
            let size = [1, 1, 2, 2, 2, 3, 4, 6].randomElement(using: &generator) ?? 1
            return Array(limits.indices.shuffled(using: &generator).prefix(size))
        }
        var world = World(limits, seed: generator.next())
        let isHeavy = generator.chance(0.5)
        world.latency = { generator in
            let isLong = isHeavy && generator.chance(0.1)
            let most: Int64 = isLong ? 2000 : 50
            return Int64.random(in: 5...most, using: &generator) * 1_000_000
        }
        world.body = { Int64.random(in: 0...300_000_000, using: &$0) }
        if givesUp, generator.chance(0.3) { world.lateness = { Int64.random(in: 0...20, using: &$0) * 1_000_000 } }
        world.refusals = generator.chance(0.3) ? 0.02 : 0
        let gaps: [Int64] = [5, 20, 50]
        let gap = gaps.randomElement(using: &generator) ?? 20
        var time: Int64 = 0
        for _ in 0..<Int.random(in: 50...200, using: &generator) {
            time += Int64.random(in: 0...(2 * gap), using: &generator) * 1_000_000
            // The first sets are hot.
            let hot = min(
                Int.random(in: sets.indices, using: &generator), Int.random(in: sets.indices, using: &generator))
            let isMixed = !hasUnitCosts && generator.chance(0.3)
            let costs = sets[hot].map { isMixed ? Int.random(in: 1...limits[$0].capacity, using: &generator) : 1 }
            let isLate = givesUp && generator.chance(0.1)
            let isImpatient = givesUp && generator.chance(0.1)
            world.enter(
                Need(sets[hot], costs: costs), at: time,
                priority: [-100, 0, 0, 0, 100].randomElement(using: &generator) ?? 0,
                deadline: isLate ? time + Int64.random(in: 0...5000, using: &generator) * 1_000_000 : nil,
                cancelledAfter: isImpatient ? Int64.random(in: 0...3000, using: &generator) * 1_000_000 : nil)
        }
        return world
    }

    /// The last room of a limit is kept for one who needs all of it only as long as no slower limit keeps that one,
    /// however it came to stand there: here the slower one fills up while nothing happens to the other.
    @Test func roomIsNotKeptForOneWhomASlowerLimitKeeps() throws {
        let (fast, slow) = (0, 1)
        var world = World([.window(5, seconds: 5), .window(5, seconds: 5)], seed: 1)
        world.enter(Need([fast], costs: [2]), "in use", at: 0)
        world.enter(Need([fast]), "in use", at: 1 * World.second)
        world.enter(Need([slow]), "in use", at: 3 * World.second)
        world.enter(Need([fast, slow], costs: [5, 4]), "heavy", at: 4 * World.second)
        world.enter(Need([fast], costs: [4]), "light", at: 4 * World.second)
        world.enter(Need([slow], costs: [4]), "fills", at: 4 * World.second)
        try world.run()
        let starts = Dictionary(grouping: world.starts, by: \.tag).mapValues { $0.map(\.time) }
        #expect(starts["fills"] == [4 * World.second])
        #expect(starts["light"] == [5 * World.second + 50_000_000])
        try world.checkNothingIsLeft()
    }

    // MARK: Closed loops in which a waiter of several contended limits could starve

    struct Loop: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let limits: [StackedWorld.Limit]
        let multiple: [StackedWorld.Need]
        var hasBodies = false
        var factor = 1.5
        var seconds: Int64 = 60

        static let all = [
            Loop(
                testDescription: "two windows",
                limits: [.window(10, seconds: 1), .window(10, seconds: 1)], multiple: [Need([0, 1])]),
            Loop(
                testDescription: "two windows of one",
                limits: [.window(1, seconds: 1), .window(1, seconds: 1)], multiple: [Need([0, 1])]),
            Loop(
                testDescription: "a fast and a slow window",
                limits: [.window(1, seconds: 1), .window(1, seconds: 5)], multiple: [Need([0, 1])], seconds: 400),
            Loop(
                testDescription: "two concurrency limits", limits: [.concurrency(3), .concurrency(3)],
                multiple: [Need([0, 1])], hasBodies: true),
            Loop(
                testDescription: "three windows",
                limits: Array(repeating: .window(5, seconds: 1), count: 3), multiple: [Need([0, 1, 2])]),
            Loop(
                testDescription: "a ring of pairs", limits: Array(repeating: .window(5, seconds: 1), count: 3),
                multiple: [Need([0, 1]), Need([1, 2]), Need([0, 2])]),
            Loop(
                testDescription: "costs of the capacity of two",
                limits: [.window(10, seconds: 1), .window(10, seconds: 1)],
                multiple: [Need([0, 1], costs: [10, 10])], factor: 10),
            Loop(
                testDescription: "costs of the capacity of three",
                limits: [.window(5, seconds: 1), .window(5, seconds: 1), .window(5, seconds: 2)],
                multiple: [Need([0, 1, 2], costs: [5, 5, 5])], factor: 10),
        ]
    }

    @Test(arguments: Loop.all) func nobodyStarves(_ loop: Loop) throws {
        var world = World(loop.limits, seed: 1)
        world.isClosedLoop = true
        world.latency = { Int64.random(in: 10_000_000...60_000_000, using: &$0) }
        if loop.hasBodies { world.body = { Int64.random(in: 0...300_000_000, using: &$0) } }
        for limit in loop.limits.indices { world.enter(Need([limit]), "light", count: 30) }
        for need in loop.multiple { world.enter(need, "multiple", count: 5) }
        try world.run(until: loop.seconds * World.second)
        let now = world.now
        let light = world.starts.filter { $0.tag == "light" && $0.time > 5 * World.second }.map(\.waited).max() ?? 0
        let left = world.waiting.values.filter { $0.tag == "multiple" }.map { now - $0.since }
        let multiple = world.starts.filter { $0.tag == "multiple" }.map(\.waited) + left
        #expect(Double(multiple.max() ?? .max) <= loop.factor * Double(light))
        #expect(multiple.count > left.count)
    }

    // MARK: Throughput of shared limits (fault L1)

    /// Account 10/1 s and channel 1/5 s: ten posts wait on one channel, 400 list calls need the account alone. Together
    /// they end as soon as so many list calls alone would.
    @Test func hotChannelDoesNotHoldUpTheAccount() throws {
        var world = World([.window(10, seconds: 1), .window(1, seconds: 5)], seed: 1)
        world.enter(Need([0, 1]), "post", count: 10)
        world.enter(Need([0]), "list", count: 400)
        try world.run()
        let last = try #require(world.starts.last { $0.tag == "list" }).time
        let posts = world.starts.count { $0.tag == "post" && $0.time <= last }
        var alone = World([.window(10, seconds: 1)], seed: 1)
        alone.enter(Need([0]), "list", count: 400 + posts)
        try alone.run()
        let reference = try #require(alone.starts.last).time
        #expect(Double(last) <= 1.01 * Double(reference))
        try world.checkNothingIsLeft()
    }

    struct Shared: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let shared: StackedWorld.Limit
        let keys: Int
        let key: StackedWorld.Limit
        /// How many wait for each key, and how many for the shared limit alone.
        let waiting: (hot: Int, cold: Int)

        static let all = [
            Shared(
                testDescription: "50/1 s and ten routes of 5/5 s", shared: .window(50, seconds: 1), keys: 10,
                key: .window(5, seconds: 5), waiting: (20, 60)),
            Shared(
                testDescription: "four at a time and a key of 1/10 s", shared: .concurrency(4), keys: 1,
                key: .window(1, seconds: 10), waiting: (10, 30)),
            Shared(
                testDescription: "10/1 s and a key of 1/60 s", shared: .window(10, seconds: 1), keys: 1,
                key: .window(1, seconds: 60), waiting: (5, 30)),
            Shared(
                testDescription: "10/1 s and a key of 1/60 s for which many wait", shared: .window(10, seconds: 1),
                keys: 1, key: .window(1, seconds: 60), waiting: (20, 30)),
        ]
    }

    /// As long as others wait, a shared limit admits N / (hold + latency), whoever waits for his own key.
    @Test(arguments: Shared.all) func sharedLimitIsUsedUp(_ shared: Shared) throws {
        let length: Int64 = shared.key.hold > 10 * World.second ? 125 : 40
        var world = World([shared.shared] + Array(repeating: shared.key, count: shared.keys), seed: 1)
        world.isClosedLoop = true
        for key in 0..<shared.keys { world.enter(Need([0, key + 1]), "hot", count: shared.waiting.hot) }
        world.enter(Need([0]), "cold", count: shared.waiting.cold)
        try world.run(until: length * World.second)
        let latency = 0.05
        let cycle = Double(shared.shared.hold) / 1e9 + latency
        let admitted = Double(shared.shared.capacity) * Double(length) / cycle
        #expect(Double(world.starts.count) >= 0.98 * admitted)
        #expect(world.starts.contains { $0.tag == "hot" && $0.time > (length - 61) * World.second })
        #expect(Double(world.core.moves) <= 2 * Double(world.starts.count))
    }

    /// Every limit of two rows of n is used up, and calls need one of each row: few moves for each start.
    @Test func contendedPairsMoveSeldom() throws {
        let count = 10
        var world = World(Array(repeating: .window(5, seconds: 1), count: 2 * count), seed: 3)
        world.isClosedLoop = true
        world.latency = { Int64.random(in: 10_000_000...60_000_000, using: &$0) }
        for left in 0..<count { for right in 0..<count { world.enter(Need([left, count + right]), "pair") } }
        for limit in 0..<2 * count { world.enter(Need([limit]), "single", count: 10) }
        try world.run(until: 4 * World.second)
        #expect(world.starts.contains { $0.tag == "pair" })
        #expect(Double(world.core.moves) <= Double(2 * count * world.starts.count))
    }
}
