import Testing

/// The limiter's core in virtual time, against simulated servers: latencies with reordering, weights, cancellations,
/// losses, drops, several limits on a call in any order, pacing, priorities that age.
///
/// Each history checks the properties of the design by their numbers: (1) no server refuses, and no interval as long as
/// the hold sees more than the quota arrive; (2) every call comes to an end, with one timer, which is set only while
/// somebody waits; (5, 6) draws are met together or not at all, nothing ends twice, and the books agree with a plain
/// model after every event; (7) nobody starts after its deadline; and with one limit: (3) whoever could start does,
/// (4) nobody overtakes.
@Suite struct PropertyTests {
    /// What the servers themselves say, with the limiter's books left shut.
    @Test func serversNeverRefuse() async {
        await forEachHistory(1000) { generator in
            let plan = Plan(Plan.Features(limits: 1...4), using: &generator)
            var simulation = Simulation(plan, using: &generator)
            simulation.comparesBooks = false
            try simulation.run()
        }
    }

    @Test func oneLimit() async {
        await forEachHistory(700) { generator in
            let plan = Plan(Plan.Features(limits: 1...1), using: &generator)
            var simulation = Simulation(plan, using: &generator)
            try simulation.run()
        }
    }

    @Test func stackedLimits() async {
        await forEachHistory(700) { generator in
            let plan = Plan(Plan.Features(limits: 2...4), using: &generator)
            var simulation = Simulation(plan, using: &generator)
            try simulation.run()
        }
    }

    @Test func plainCalls() async {
        let features = Plan.Features(weights: false, fates: false, deadlines: false)
        await forEachHistory(300) { generator in
            let plan = Plan(features, using: &generator)
            var simulation = Simulation(plan, using: &generator)
            try simulation.run()
            try require(simulation.started == plan.calls.count, "liveness: only \(simulation.started) started")
        }
    }

    /// (8) A foreign client spends the quota: nothing starts before the time told, then one probe goes first; a later,
    /// shorter refusal shortens nothing, and all is over in the end.
    @Test func refusals() async {
        var refused = 0
        await forEachHistory(700) { generator in
            let plan = Plan(Plan.Features(limits: 1...3, refusals: 0.15), using: &generator)
            var simulation = Simulation(plan, using: &generator)
            try simulation.run()
            refused += simulation.refused
        }
        #expect(refused > 0)
    }

    /// (9) Responses say what is left, in any order and of any bucket: no start exceeds what any of them said while it
    /// holds, and everything else stays as true as without them.
    @Test(arguments: [1, 3]) func observations(limits: Int) async {
        await forEachHistory(700) { generator in
            let features = Plan.Features(limits: 1...limits, refusals: 0.05, observations: 0.4)
            let plan = Plan(features, using: &generator)
            var simulation = Simulation(plan, using: &generator)
            try simulation.run()
        }
    }

    /// (10) What the clock shows at the beginning is of no account: only differences of its times are used, so no step
    /// of a clock that shows the time of day can have an influence.
    @Test func originOfTimeIsOfNoAccount() async {
        await forEachHistory(200) { generator in
            let plan = Plan(Plan.Features(refusals: 0.1, observations: 0.2), using: &generator)
            let hour: Int64 = 3_600_000_000_000
            let runs = try [0, hour, -hour].map { origin in
                var generator = generator
                var simulation = Simulation(plan, origin: origin, using: &generator)
                try simulation.run()
                return simulation.starts.map { "\($0)" }
            }
            try require(runs[0] == runs[1] && runs[0] == runs[2], "clock: an hour makes a difference")
        }
    }
}
