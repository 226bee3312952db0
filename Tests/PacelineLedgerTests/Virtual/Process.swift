import LedgerHistories
@testable import PacelineLedger
import PacelineLimiter

/// One process of a ``World``: what a client of the ledger has to do, in its simplest form.
struct Process {
    var isAlive = true
    var stoppedUntil = 0.0
    /// How fast its clock goes.
    let rate: Double
    /// Requests that it would like to have under way.
    let demand: Int
    var session = ""
    var sequence: Int64 = 0
    var epoch: Int64?
    /// The end of its lease, by its own clock; nil before the first answer.
    var leaseEnd: Double?
    /// Granted, and not known to be over.
    var held = 0
    /// Of these, the ones that were sent.
    var flying = 0
    var settles: [Double] = []
    var refunds = 0
    /// The exchange under way, and when it was sent first.
    var request: LedgerRequest?
    var exchange = 0
    /// The answers of the last hold, for a ledger that has forgotten them.
    var recent: [Double] = []
    /// Of what the session has: another one than before a lapse.
    var life = 0
    var adopted = 0
    var hasLost = false
    var former = ""
    var seen: Int64?

    init(rate: Double, demand: Int) { (self.rate, self.demand) = (rate, demand) }

    func local(_ time: Double) -> Double { time * rate }

    /// Begins anew, since the lease is over.
    mutating func lapse(session: String) {
        self.session = session
        (sequence, epoch, leaseEnd, held, flying, settles, refunds) = (0, nil, nil, 0, 0, [], 0)
        (request, recent, adopted, hasLost, former, seen) = (nil, [], 0, false, "", nil)
        life += 1
        exchange += 1
    }

    mutating func ended(_ life: Int, at time: Double, isSent: Bool) {
        guard life == self.life else { return }
        held -= 1
        flying -= isSent ? 1 : 0
        settles.append(time)
        recent.append(time)
    }
}

extension World {
    mutating func newName() -> String {
        names += 1
        return "s\(names)"
    }

    mutating func begin(at time: Double) {
        var process = Process(
            rate: 1 + .random(in: -5e-4...5e-4, using: &generator),
            demand: [2, 8, 30].randomElement(using: &generator) ?? 2)
        process.lapse(session: newName())
        processes.append(process)
        events.add(.turn(processes.count - 1), at: time + .random(in: 0...0.1, using: &generator))
    }

    private func micro(_ seconds: Double) -> Int64 { Int64((seconds * 1e6).rounded()) }

    private mutating func lapse(_ index: Int) {
        counts["lapses", default: 0] += 1
        processes[index].lapse(session: newName())
    }

    private func isOver(_ index: Int, at time: Double) -> Bool {
        guard plan.broken != .leaseIgnored, let end = processes[index].leaseEnd else { return false }
        return processes[index].local(time) >= end
    }

    mutating func turn(_ index: Int, at time: Double) {
        if processes[index].request == nil {
            if isOver(index, at: time) { lapse(index) }
            processes[index].request = makeRequest(index, at: time)
            processes[index].exchange += 1
        }
        guard let request = processes[index].request else { return }
        let exchange = processes[index].exchange
        counts["exchanges", default: 0] += 1
        if !generator.chance(0.05) {
            events.add(
                .step(request, from: index, exchange: exchange, sent: time, isCopy: false),
                at: time + .random(in: 2e-4...0.02, using: &generator))
        }
        events.add(.again(index, exchange: exchange), at: time + 0.08)
    }

    mutating func again(_ index: Int, _ exchange: Int, at time: Double) {
        guard processes[index].exchange == exchange, processes[index].request != nil else { return }
        if isOver(index, at: time) { lapse(index) }
        turn(index, at: time)
    }

    private mutating func makeRequest(_ index: Int, at time: Double) -> LedgerRequest {
        var process = processes[index]
        process.sequence += 1
        let asks = generator.chance(plan.broken == .sequenceIgnored ? 0.5 : 0.9)
        let count = asks ? max(0, process.demand - process.held) : 0
        let overstated = plan.broken == .agesOverstated ? 0.3 : 0
        let hold = plan.broken == .holdFromSending ? window : self.hold
        var bucket = LedgerRequest.Bucket(
            key: "m",
            rule: .init(
                capacity: Int64(quota) * 1_000_000, hold: micro(hold), isRefilled: plan.isRefilled),
            grace: micro(plan.broken == .noGrace ? 0 : grace), seen: process.seen)
        bucket.adopted = Int64(process.adopted) * 1_000_000
        bucket.returned = Int64(process.refunds) * 1_000_000
        bucket.settled = process.settles.map {
            .init(units: 1_000_000, age: micro(process.local(time) - $0 + overstated))
        }
        let want = LedgerRequest.Want(
            count: Int64(count), age: 0, laterAge: 0, parts: [.init(bucket: 0, cost: 1_000_000)])
        let request = LedgerRequest(
            session: process.session, sequence: process.sequence, epoch: process.epoch, hasLost: process.hasLost,
            former: process.former, lease: micro(lease), quiet: micro(quiet), horizon: micro(horizon),
            buckets: [bucket], wants: count > 0 ? [want] : [])
        (process.settles, process.refunds) = ([], 0)
        processes[index] = process
        return request
    }

    mutating func take(_ reply: LedgerReply, _ index: Int, _ exchange: Int, _ sent: Double, at time: Double) {
        guard processes[index].exchange == exchange, let request = processes[index].request else { return }
        processes[index].request = nil
        switch reply {
        case .gone(let epoch): takeGone(index, epoch, at: time)
        case .made(let answer):
            let end = processes[index].local(sent) + lease * 0.998
            processes[index].noteAnswer(answer, leaseEnd: end)
            for start in answer.grants.first?.starts ?? [] {
                processes[index].held += 1
                counts["granted", default: 0] += 1
                let from = plan.broken == .startFromSending ? sent - 0.05 : time
                let late = generator.chance(0.2) ? Double.random(in: 0...0.05, using: &generator) : 0
                events.add(
                    .start(index, session: processes[index].session, life: processes[index].life),
                    at: max(time, from + Double(start) / 1e6 / processes[index].rate) + late)
            }
            let next = request.wants.isEmpty ? nil : answer.grants.first?.next
            let wait = next.map { Double($0) / 1e6 - horizon * 0.8 } ?? 0.05
            events.add(.turn(index), at: time + max(0.002, min(wait, lease / 4)))
        }
    }

    /// The ledger does not know the session. If its lease is good, the ledger has forgotten it: all is declared anew.
    private mutating func takeGone(_ index: Int, _ epoch: Int64, at time: Double) {
        let process = processes[index]
        let local = process.local(time)
        if let end = process.leaseEnd, local < end, plan.broken != .nothingDeclared {
            counts["declared", default: 0] += 1
            let recent = process.recent.filter { $0 > local - hold }
            var anew = process
            anew.former = process.session
            anew.session = newName()
            (anew.sequence, anew.hasLost, anew.refunds, anew.seen) = (0, true, 0, nil)
            (anew.held, anew.adopted) = (process.flying, process.flying + recent.count)
            (anew.settles, anew.recent) = (recent, recent)
            processes[index] = anew
        } else {
            lapse(index)
        }
        events.add(.turn(index), at: time + 0.01)
    }

    mutating func start(_ index: Int, _ session: String, _ life: Int, at time: Double) {
        if plan.broken != .leaseIgnored {
            guard session == processes[index].session, !isOver(index, at: time) else { return }
        }
        if generator.chance(0.05), session == processes[index].session {
            // Cancelled before it was sent.
            processes[index].held -= 1
            processes[index].refunds += 1
            return
        }
        let (way, back) = latencies()
        events.add(.arrive, at: time + way)
        let isOwn = life == processes[index].life
        processes[index].flying += isOwn ? 1 : 0
        if plan.broken == .holdFromSending {
            events.add(.ended(index, life: life, grace: 0, isSent: isOwn), at: time)
        } else if generator.chance(0.05) {
            // Cancelled after it was sent.
            events.add(
                .ended(index, life: life, grace: grace, isSent: isOwn),
                at: time + .random(in: 0...0.1, using: &generator))
        } else {
            events.add(.ended(index, life: life, grace: 0, isSent: isOwn), at: time + way + back)
        }
    }

    private mutating func latencies() -> (Double, Double) {
        let usual = { (generator: inout SeededGenerator) in Double.random(in: 0.005...0.08, using: &generator) }
        let way =
            generator.chance(0.95)
            ? usual(&generator) : min(grace * 0.98, 0.08 / .random(in: 0.05...1, using: &generator))
        let back = generator.chance(0.95) ? usual(&generator) : .random(in: 0...1.5, using: &generator)
        return (way, back)
    }
}

extension Process {
    /// An answer came: what was declared anew is known to the ledger.
    fileprivate mutating func noteAnswer(_ answer: LedgerAnswer, leaseEnd: Double) {
        (hasLost, former, adopted) = (false, "", 0)
        epoch = answer.epoch
        self.leaseEnd = leaseEnd
        seen = answer.buckets.first?.level
    }
}
