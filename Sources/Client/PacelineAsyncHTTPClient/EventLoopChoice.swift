#if AsyncHTTPClient
import NIOCore
import Synchronization

/// Gives each exchange the event loop that has the fewest of them.
///
/// A client makes connections on the loop that an exchange asks for, and gives it an open one there if it can. Since
/// exchanges are spread evenly, there is one: as many exchanges as now were on that loop before. Taken in turn, half of
/// them (on two loops) would run on one loop over a connection of another, and wake its thread at each step.
final class EventLoopChoice: Sendable {
    private let loops: [any EventLoop]
    /// The exchanges that are under way on each loop.
    private let counts: Mutex<[Int]>

    init(_ group: any EventLoopGroup) {
        loops = Array(group.makeIterator())
        counts = Mutex(Array(repeating: 0, count: loops.count))
    }

    /// A place on a loop, until it is left. O(number of loops).
    func take() -> Place {
        let index = counts.withLock { counts in
            var least = 0
            for index in counts.indices where counts[index] < counts[least] { least = index }
            counts[least] += 1
            return least
        }
        return Place(of: self, index)
    }

    fileprivate func leave(_ index: Int) { counts.withLock { $0[index] -= 1 } }

    /// The place of one exchange.
    final class Place: Sendable {
        private let choice: EventLoopChoice
        private let index: Int
        private let isLeft = Atomic(false)

        fileprivate init(of choice: EventLoopChoice, _ index: Int) {
            self.choice = choice
            self.index = index
        }

        deinit { leave() }

        var eventLoop: any EventLoop { choice.loops[index] }

        /// The exchange is over: the place is free for the next one.
        func leave() {
            if !isLeft.exchange(true, ordering: .relaxed) { choice.leave(index) }
        }
    }
}
#endif
