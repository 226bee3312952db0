@testable import PacelineLimiter
import PacelineTesting
import Synchronization
import Testing

/// The heap of what falls due, and the one task that sleeps for it.
@Suite(.timeLimit(.minutes(1))) struct DeadlinesTests {
    /// Counts how often its time is over.
    private final class Waiter: Expiring {
        private let count = Atomic(0)
        var expirations: Int { count.load(ordering: .relaxed) }
        func expire() { count.add(1, ordering: .relaxed) }
    }

    private func instant(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }

    /// Thousands of random changes, beside a list that is searched.
    @Test func heapAgainstAList() throws {
        var random = SystemRandomNumberGenerator()
        var heap = DeadlineHeap<Int>()
        var listed: [(value: Int, instant: Instant, ticket: DeadlineHeap<Int>.Ticket)] = []
        var old: [DeadlineHeap<Int>.Ticket] = []
        for step in 0..<5_000 {
            let time = instant(Int.random(in: 0..<200, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1: listed.append((step, time, heap.insert(step, at: time)))
            case 2:
                guard let place = listed.indices.randomElement() else { continue }
                let taken = listed.remove(at: place)
                #expect(heap.remove(taken.ticket) == taken.value)
                old.append(taken.ticket)
            case 3:
                guard let place = listed.indices.randomElement() else { continue }
                listed[place].instant = time
                heap.move(listed[place].ticket, to: time)
            default:
                // A ticket names nothing once its value is out, though its place is used again.
                for ticket in old.suffix(3) {
                    #expect(heap.remove(ticket) == nil)
                    heap.move(ticket, to: instant(-1))
                }
                guard let earliest = listed.map(\.instant).min() else { continue }
                #expect(heap.popDue(at: earliest - .nanoseconds(1)) == nil)
                let due = heap.popDue(at: earliest)
                let value = try #require(due)
                #expect(listed.first { $0.value == value }?.instant == earliest)
                listed.removeAll { $0.value == value }
            }
            #expect(heap.first == listed.map(\.instant).min())
        }
    }

    /// Two waits of different lengths: each is over in its own time, and nobody sleeps when both are.
    @Test func eachInItsTime() async throws {
        let time = ManualTimeSource()
        let deadlines = RateLimiter(time: time.source).deadlines
        let (long, short) = (Waiter(), Waiter())
        _ = deadlines.insert(long, at: instant(20))
        _ = deadlines.insert(short, at: instant(10))
        try await advance(time, to: 10)
        try await until { short.expirations == 1 }
        #expect(long.expirations == 0)
        try await advance(time, to: 20)
        try await until { long.expirations == 1 }
        #expect(short.expirations == 1)
        #expect(time.sleeperCount == 0)
    }

    @Test func removedAndMoved() async throws {
        let time = ManualTimeSource()
        let deadlines = RateLimiter(time: time.source).deadlines
        let (removed, moved) = (Waiter(), Waiter())
        let ticket = deadlines.insert(removed, at: instant(5))
        let other = deadlines.insert(moved, at: instant(60))
        deadlines.remove(ticket)
        deadlines.move(other, to: instant(7))
        try await advance(time, to: 7)
        try await until { moved.expirations == 1 }
        #expect(removed.expirations == 0)
        // Over is over.
        deadlines.move(other, to: instant(8))
        deadlines.remove(other)
        #expect(time.sleeperCount == 0)
    }

    /// What is removed leaves no sleeper behind where time is moved by hand.
    @Test func comesToRest() async throws {
        let time = ManualTimeSource()
        let deadlines = RateLimiter(time: time.source).deadlines
        let ticket = deadlines.insert(Waiter(), at: instant(5))
        try await time.sleepers()
        deadlines.remove(ticket)
        #expect(time.sleeperCount == 0)
    }

    /// Where time runs by itself the sleeper is kept, and wakes for nothing.
    @Test func sleeperIsKept() async throws {
        let deadlines = RateLimiter().deadlines
        let waiter = Waiter()
        for _ in 0..<1_000 {
            let ticket = deadlines.insert(Waiter(), at: TimeSource.continuous.now() + .milliseconds(20))
            deadlines.remove(ticket)
        }
        _ = deadlines.insert(waiter, at: TimeSource.continuous.now() + .milliseconds(30))
        try await until { waiter.expirations == 1 }
    }

    /// Moves the time as soon as somebody sleeps until then.
    private func advance(_ time: ManualTimeSource, to seconds: Int) async throws {
        try await until { time.nextWake == instant(seconds) }
        time.advance(to: instant(seconds))
    }

    private func until(_ condition: () -> Bool) async throws {
        while !condition() {
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
