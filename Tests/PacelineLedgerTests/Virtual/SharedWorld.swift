import LedgerHistories
@testable import PacelineLedger
import PacelineLimiter
import Synchronization

/// Whole limiters that share one ledger in virtual time: what they start, how often they ask, and how much of the quota
/// they use. The API counts by itself.
struct SharedWorld {
    struct Plan {
        var processes = 8
        /// Calls that each has under way or waiting.
        var tasks = 20
        /// Those of the first process, where it has others.
        var tasksOfFirst: Int?
        var seconds = 40.0
        var limit = RateLimit(quota: 60, window: .seconds(6))
        var quota = 60
        var window = 6.0
        var options = LedgerOptions()
        var isLeased = true
        /// One way to the ledger, and to the API.
        var ledgerWay = 0.0002...0.001
        var way = 0.01...0.06
        /// The time between two calls of a task.
        var pause = 0.0
        var isShared = true
    }

    private enum Event {
        case enter(Int)
        case timer(Int, Instant)
        case ask(Int)
        case step(Int, LedgerRequest)
        case reply(Int, LedgerReply)
        case news(Int)
        case arrive(Int, PermitID)
        case respond(Int, PermitID)
    }

    private struct Member {
        var core: LimiterCore
        let bucket: BucketHandle
        var timer: Instant?
        var ask: Double?
        var isAsking = false
        var calls = 0
        var session = ""
    }

    private let plan: Plan
    private var members: [Member] = []
    private var ledger = LedgerState()
    private var events = EventQueue<Event>()
    private var generator: SeededGenerator
    private(set) var arrivals: [Double] = []
    private(set) var exchanges = 0
    /// The most that were at the API at a time, and how many are.
    private(set) var mostAtATime = 0
    private var atATime = 0
    /// Of these, the ones that wanted something and were granted nothing.
    private(set) var vain = 0

    init(_ plan: Plan, seed: UInt64 = 1) {
        self.plan = plan
        generator = SeededGenerator(seed: seed)
        for number in 0..<plan.processes {
            var core = LimiterCore(identity: Int32(number))
            if plan.isShared {
                let name = Counter(number)
                core.share(plan.options, isLeased: plan.isLeased) { name.next() }
            }
            let bucket = core.bucket(plan.limit, name: "m", key: "", at: .zero)
            members.append(Member(core: core, bucket: bucket))
            for _ in 0..<(plan.tasksOfFirst.flatMap { number == 0 ? $0 : nil } ?? plan.tasks) {
                events.add(.enter(number), at: .random(in: 0...0.5, using: &generator))
            }
        }
    }

    mutating func run() throws {
        while let (time, event) = events.next(), time <= plan.seconds { try handle(event, at: time) }
    }

    var calls: [Int] { members.map(\.calls) }

    /// The most that arrived in any window.
    var most: Int {
        var (most, first) = (0, 0)
        let times = arrivals.sorted()
        for (index, time) in times.enumerated() {
            while times[first] < time - plan.window { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }

    /// Of what a client could have that knew everything beforehand.
    var share: Double {
        let windows = (plan.seconds / plan.window).rounded(.up)
        return Double(arrivals.count) / (Double(plan.quota) * windows)
    }

    private mutating func handle(_ event: Event, at time: Double) throws {
        let now = Instant(nanoseconds: Int64(time * 1e9))
        switch event {
        case .enter(let index):
            switch members[index].core.enter(.one(Draw(members[index].bucket)), at: now) {
            case .granted(let permit): start(index, permit, at: time)
            case .waiting: break
            case .failed(let error): throw error
            }
            settle(index, at: time)
        case .timer(let index, let due):
            guard members[index].timer == due else { return }
            members[index].timer = nil
            members[index].core.timerFired(for: due, at: now)
            settle(index, at: time)
        case .ask(let index):
            guard members[index].ask == time, !members[index].isAsking else { return }
            members[index].ask = nil
            if let request = members[index].core.beginExchange(at: now) {
                exchanges += 1
                members[index].isAsking = true
                members[index].session = request.session
                events.add(.step(index, request), at: time + .random(in: plan.ledgerWay, using: &generator))
            }
            settle(index, at: time)
        case .step(let index, let request):
            let outcome = ledger.exchange(request, at: Int64(time * 1e6))
            if case .made(let answer) = outcome.reply, !request.wants.isEmpty {
                vain += answer.grants.allSatisfy(\.starts.isEmpty) ? 1 : 0
            }
            events.add(.reply(index, outcome.reply), at: time + .random(in: plan.ledgerWay, using: &generator))
            guard let text = outcome.news.text else { return }
            for other in members.indices
            where other != index && LedgerNews.concerns(members[other].session, text) {
                events.add(.news(other), at: time + .random(in: plan.ledgerWay, using: &generator))
            }
        case .reply(let index, let reply):
            members[index].isAsking = false
            members[index].core.takeReply(reply, at: now)
            settle(index, at: time)
        case .news(let index):
            members[index].core.hurry()
            settle(index, at: time)
        case .arrive(let index, let permit):
            arrivals.append(time)
            atATime += 1
            mostAtATime = max(mostAtATime, atATime)
            events.add(.respond(index, permit), at: time + .random(in: plan.way, using: &generator))
        case .respond(let index, let permit):
            members[index].calls += 1
            atATime -= 1
            members[index].core.finish(permit, at: now)
            events.add(.enter(index), at: time + plan.pause)
            settle(index, at: time)
        }
    }

    private mutating func start(_ index: Int, _ permit: PermitID, at time: Double) {
        events.add(.arrive(index, permit), at: time + .random(in: plan.way, using: &generator))
    }

    private mutating func settle(_ index: Int, at time: Double) {
        let effects = members[index].core.takeEffects()
        for (_, outcome) in effects.outcomes {
            if case .granted(let permit) = outcome { start(index, permit, at: time) }
        }
        switch effects.timer {
        case .set(let due):
            members[index].timer = due
            events.add(.timer(index, due), at: max(time, Double(due.nanoseconds) / 1e9))
        case .stop: members[index].timer = nil
        case nil: break
        }
        guard !members[index].isAsking else { return }
        let due = members[index].core.ledgerDue(at: Instant(nanoseconds: Int64(time * 1e9)))
        let ask = due.map { max(time, Double($0.nanoseconds) / 1e9 + 1e-9) }
        guard ask != members[index].ask else { return }
        members[index].ask = ask
        if let ask { events.add(.ask(index), at: ask) }
    }
}

/// Names of sessions.
final class Counter: Sendable {
    private let prefix: Int
    private let count = Mutex(0)

    init(_ prefix: Int) { self.prefix = prefix }

    func next() -> String {
        count.withLock {
            $0 += 1
            return "\(prefix).\($0)"
        }
    }
}
