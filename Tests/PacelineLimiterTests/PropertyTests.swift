import Testing

/// The limiter's core in virtual time, against simulated servers: latencies with reordering, weights, cancellations,
/// losses, drops, several limits on a call in any order.
///
/// Each history checks: no server refuses; no interval as long as the hold sees more than the quota arrive; every call
/// comes to an end; demands are met together or not at all, and the books agree with a plain model after every event;
/// nobody starts after its deadline; and with one limit: nobody overtakes, and whoever could start does.
@Suite struct PropertyTests {
    /// What the servers themselves say, with the limiter's books left shut.
    @Test func serversNeverRefuse() {
        forEachHistory(1000) { generator in
            let plan = Plan(Plan.Features(limits: 1...4), using: &generator)
            var simulation = Simulation(plan, using: &generator)
            simulation.comparesBooks = false
            try simulation.run()
        }
    }

    @Test func oneLimit() {
        forEachHistory(700) { generator in
            let plan = Plan(Plan.Features(limits: 1...1), using: &generator)
            var simulation = Simulation(plan, using: &generator)
            try simulation.run()
        }
    }

    @Test func stackedLimits() {
        forEachHistory(700) { generator in
            let plan = Plan(Plan.Features(limits: 2...4), using: &generator)
            var simulation = Simulation(plan, using: &generator)
            try simulation.run()
        }
    }

    @Test func plainCalls() {
        let features = Plan.Features(weights: false, fates: false, deadlines: false)
        forEachHistory(300) { generator in
            let plan = Plan(features, using: &generator)
            var simulation = Simulation(plan, using: &generator)
            try simulation.run()
            try require(simulation.started == plan.calls.count, "liveness: only \(simulation.started) started")
        }
    }

    /// A foreign client spends the quota: nothing starts before the time told, then one probe goes first; a later,
    /// shorter refusal shortens nothing, and all is over in the end.
    @Test func refusals() {
        var refused = 0
        forEachHistory(700) { generator in
            let plan = Plan(Plan.Features(limits: 1...3, refusals: 0.15), using: &generator)
            var simulation = Simulation(plan, using: &generator)
            try simulation.run()
            refused += simulation.refused
        }
        #expect(refused > 0)
    }
}
