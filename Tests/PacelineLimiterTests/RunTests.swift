import PacelineLimiter
import PacelineTesting
import Synchronization
import Testing

/// Whole runs of the limiter with real tasks. The time moves whenever something sleeps, so runs differ in their
/// details; what is checked must hold in every one.
@Suite(.timeLimit(.minutes(1))) struct RunTests {
    private struct Call: Sendable {
        let buckets: [Int]
        let (way, back): (Duration, Duration)
        let cancelledAfter: Duration?
    }

    private final class Servers: Sendable {
        private let servers: Mutex<[SlidingLogServer]>

        init(_ servers: [SlidingLogServer]) {
            self.servers = Mutex(servers)
        }

        func admit(_ buckets: [Int], at now: Instant) -> Bool {
            servers.withLock { servers in
                buckets.allSatisfy { servers[$0].admits(1, at: now.nanoseconds) }
            }
        }
    }

    @Test(arguments: 0..<20) func manyTasks(run: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(run))
        let time = ManualTimeSource()
        let limiter = RateLimiter(time: time.source)
        let (quotas, window) = ([3, 5], Int64(200_000_000))
        let buckets = quotas.enumerated().map { index, quota in
            limiter.bucket(
                RateLimit(quota: Double(quota), window: .nanoseconds(window), clockMargin: .none), name: "\(index)")
        }
        let servers = Servers(quotas.map { SlidingLogServer(quota: $0, window: window) })
        let calls = (0..<60).map { _ in call(using: &generator) }

        let outcomes = Task {
            await withTaskGroup(of: Bool?.self) { group in
                for call in calls {
                    group.addTask {
                        await self.perform(call, limiter, buckets, time) { servers.admit(call.buckets, at: $0) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        let driver = Task {
            while !Task.isCancelled {
                for _ in 0..<20 { await Task.yield() }
                if let wake = time.nextWake { time.advance(to: wake) }
            }
        }
        let responses = await withTaskCancellationHandler {
            await outcomes.value
        } onCancel: {
            outcomes.cancel()
        }
        driver.cancel()
        await driver.value

        #expect(!responses.contains(false), "the server refused")
        #expect(responses.count { $0 == true } >= calls.count { $0.cancelledAfter == nil })
        for snapshot in limiter.snapshot() {
            #expect(snapshot.inFlight == 0 && snapshot.waiting == 0)
        }
    }

    private func call(using generator: inout SeededGenerator) -> Call {
        let choices = [[0], [1], [0, 1], [1, 0]]
        return Call(
            buckets: choices.randomElement(using: &generator) ?? [0],
            way: .milliseconds(Int.random(in: 1...60, using: &generator)),
            back: .milliseconds(Int.random(in: 1...60, using: &generator)),
            cancelledAfter: generator.chance(0.2)
                ? .milliseconds(Int.random(in: 0...500, using: &generator)) : nil)
    }

    /// Makes one call; nil if it was cancelled before it started.
    private func perform(
        _ call: Call, _ limiter: RateLimiter, _ buckets: [BucketHandle], _ time: ManualTimeSource,
        arrive: @escaping @Sendable (Instant) -> Bool
    ) async -> Bool? {
        let request = Task { () -> Bool? in
            do {
                let permit = try await limiter.acquire(call.buckets.map { Draw(buckets[$0]) })
                // What is on its way arrives even if the caller has gone.
                let isAdmitted = await Task {
                    try? await time.source.sleep(until: time.now + call.way)
                    return arrive(time.now)
                }.value
                try? await time.source.sleep(until: time.now + call.back)
                if Task.isCancelled {
                    permit.lost(grace: .zero)
                } else {
                    permit.responded()
                    permit.finish()
                }
                return isAdmitted
            } catch {
                return nil
            }
        }
        if let after = call.cancelledAfter {
            try? await time.source.sleep(until: time.now + after)
            request.cancel()
        }
        return await withTaskCancellationHandler {
            await request.value
        } onCancel: {
            request.cancel()
        }
    }
}
