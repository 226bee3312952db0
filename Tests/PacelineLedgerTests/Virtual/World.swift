import LedgerHistories
@testable import PacelineLedger
import PacelineLimiter

/// Processes that share one ledger in virtual time: their clocks go differently fast, requests and replies are lost,
/// doubled and late, processes crash, stop for longer than their lease and go on, the ledger forgets its last second.
/// An API counts what arrives, and knows nothing of ledgers.
struct World {
    /// A rule that is broken on purpose: the runs must find it.
    enum Broken: String, CaseIterable {
        /// Requests are sent although the lease is over.
        case leaseIgnored
        /// The hold begins when a request is sent.
        case holdFromSending
        /// A session that ends has sent nothing that may still arrive.
        case noGrace
        /// A repetition of an exchange, or a copy that comes late, is one more step.
        case sequenceIgnored
        /// Answers are said to be older than they are.
        case agesOverstated
        /// What a ledger has forgotten is not declared anew.
        case nothingDeclared
        /// After a loss nobody starts for one lease only.
        case shortPause
        /// A grant's start is counted from the sending of its exchange.
        case startFromSending
    }

    struct Plan {
        var broken: Broken?
        var seconds = 12.0
        /// The ledger loses its last second so often; zero: never.
        var losses = 0.0
        var hasCrashes = true
        var hasPauses = true
        var lease: Double?
        var isRefilled = false
    }

    enum Event {
        case turn(Int), again(Int, exchange: Int)
        case step(LedgerRequest, from: Int, exchange: Int, sent: Double, isCopy: Bool)
        case reply(LedgerReply, of: Int, exchange: Int, sent: Double)
        case start(Int, session: String, life: Int)
        case arrive
        case ended(Int, life: Int, grace: Double, isSent: Bool)
        case save, rewind(Data)

        /// The process that must live and run for it to happen.
        var process: Int? {
            switch self {
            case .turn(let process), .again(let process, _), .reply(_, let process, _, _), .start(let process, _, _),
                .ended(let process, _, _, _):
                process
            case .step, .arrive, .save, .rewind: nil
            }
        }
    }

    /// The ledger of a second ago.
    struct Data {
        let ledger: LedgerState
    }

    let plan: Plan
    let (quota, window, grace, lease, horizon): (Int, Double, Double, Double, Double)
    var hold: Double { window * 1.01 }
    var quiet: Double { plan.broken == .shortPause ? lease : lease + grace + hold }
    var generator: SeededGenerator
    var events = EventQueue<Event>()
    var ledger = LedgerState()
    var processes: [Process] = []
    private(set) var arrivals: [Double] = []
    /// What happened, by name.
    var counts: [String: Int] = [:]
    private let storeRate: Double
    var names = 0

    init(_ plan: Plan, using generator: SeededGenerator) {
        var generator = generator
        self.plan = plan
        quota = [1, 3, 10, 60].randomElement(using: &generator) ?? 1
        window = [0.5, 1, 3].randomElement(using: &generator) ?? 1
        grace = 0.6
        lease = plan.lease ?? [0.3, 1].randomElement(using: &generator) ?? 1
        horizon = [0, 0.05, 0.5].randomElement(using: &generator) ?? 0
        storeRate = 1 + .random(in: -5e-4...5e-4, using: &generator)
        self.generator = generator
        let count = [1, 2, 5, 8].randomElement(using: &generator) ?? 1
        for _ in 0..<count { begin(at: 0) }
        if plan.losses > 0 {
            for number in 1..<max(2, Int(plan.seconds / plan.losses)) {
                events.add(.save, at: Double(number) * plan.losses)
            }
        }
    }

    /// Plays to the end; returns the most that arrived in any window.
    mutating func run() -> Int {
        while let (time, event) = events.next(), time <= plan.seconds {
            if let process = event.process {
                guard processes[process].isAlive else { continue }
                if processes[process].stoppedUntil > time {
                    events.add(event, at: processes[process].stoppedUntil + .random(in: 0...1e-4, using: &generator))
                    continue
                }
            }
            handle(event, at: time)
            disturb(at: time)
        }
        return most
    }

    private mutating func disturb(at time: Double) {
        if plan.hasCrashes, generator.chance(plan.lease == nil ? 0.002 : 0.006) {
            let victim = Int.random(in: 0..<processes.count, using: &generator)
            if processes[victim].isAlive {
                processes[victim].isAlive = false
                counts["crashes", default: 0] += 1
                begin(at: time)
            }
        }
        if plan.hasPauses, generator.chance(0.002) {
            let victim = Int.random(in: 0..<processes.count, using: &generator)
            processes[victim].stoppedUntil = time + .random(in: 0...6 * lease, using: &generator)
            counts["pauses", default: 0] += 1
        }
    }

    mutating func handle(_ event: Event, at time: Double) {
        switch event {
        case .turn(let process): turn(process, at: time)
        case .again(let process, let exchange): again(process, exchange, at: time)
        case .step(let request, let process, let exchange, let sent, let isCopy):
            step(request, process, exchange, sent, isCopy, at: time)
        case .reply(let reply, let process, let exchange, let sent): take(reply, process, exchange, sent, at: time)
        case .start(let process, let session, let life): start(process, session, life, at: time)
        case .arrive: arrivals.append(time)
        case .ended(let process, let life, let grace, let isSent):
            processes[process].ended(life, at: processes[process].local(time) + grace, isSent: isSent)
        case .save: events.add(.rewind(Data(ledger: ledger)), at: time + 1)
        case .rewind(let data): rewind(to: data.ledger, at: time)
        }
    }

    // MARK: The ledger

    private mutating func step(
        _ request: LedgerRequest, _ process: Int, _ exchange: Int, _ sent: Double, _ isCopy: Bool, at time: Double
    ) {
        let clock = Int64((time * storeRate + 1e6) * 1e6)
        if plan.broken == .noGrace { for key in ledger.buckets.keys { ledger.buckets[key]?.grace = 0 } }
        if plan.broken == .sequenceIgnored { ledger.sessions[request.session]?.sequence = request.sequence - 1 }
        let outcome = ledger.exchange(request, at: clock)
        if !isCopy, !generator.chance(0.05) {
            events.add(
                .reply(outcome.reply, of: process, exchange: exchange, sent: sent),
                at: time + .random(in: 2e-4...0.02, using: &generator))
        }
        if generator.chance(plan.broken == .sequenceIgnored ? 0.2 : 0.02) {
            counts["copies", default: 0] += 1
            events.add(
                .step(request, from: process, exchange: exchange, sent: sent, isCopy: true),
                at: time + .random(in: 0...0.5, using: &generator))
        }
    }

    /// The engine has lost its last second, and knows it: another one has begun.
    private mutating func rewind(to old: LedgerState, at time: Double) {
        counts["losses", default: 0] += 1
        let last = ledger.last
        ledger = old
        guard plan.broken != .nothingDeclared else { return }
        ledger.epoch = last + 1
        ledger.quietUntil = last + Int64(quiet * 1e6)
    }

    // MARK: The API's own book

    /// The most that arrived in any window, or, of a bucket of tokens, the most that was missing at an arrival.
    private var most: Int {
        let times = arrivals.sorted()
        if plan.isRefilled { return times.isEmpty ? 0 : emptiest(times) }
        var (most, first) = (0, 0)
        for (index, time) in times.enumerated() {
            while times[first] < time - window { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }

    /// A bucket that holds the quota and is refilled in one window: how many tokens were out at most.
    private func emptiest(_ times: [Double]) -> Int {
        var (tokens, last, least) = (Double(quota), times[0], Double(quota))
        for time in times {
            tokens = min(Double(quota), tokens + (time - last) * Double(quota) / window) - 1
            (last, least) = (time, min(least, tokens))
        }
        return Int((Double(quota) - least).rounded(.up))
    }

    var share: Double { Double(arrivals.count) / (Double(quota) * (plan.seconds / window + 1)) }
}
