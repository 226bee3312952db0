#if Redis
import PacelineLimiter

/// How a request and its reply are laid out for the script: `docs/ledger-protocol.md`.
enum ExchangeScript {
    /// The script itself.
    static let text = String(decoding: PackageResources.exchange_lua, as: UTF8.self)

    /// The keys of a ledger's step. They bear one tag, so that one node of a cluster has them all.
    static func keys(of request: LedgerRequest, ledger: String) -> [String] {
        let tag = "pl1:{\(ledger)}"
        return [tag, tag + ":s", tag + ":z", tag + ":q"] + request.buckets.map { "\(tag):b:\($0.key)" }
    }

    /// Where hints are published that there may be more room.
    static func channel(of ledger: String) -> String { "pl1:{\(ledger)}:n" }

    /// The request as the script reads it.
    static func argument(of request: LedgerRequest, isNewConnection: Bool, engine: RedisLedger.Engine) -> String {
        var list = JSONList()
        list.add(request.session)
        list.add(request.sequence)
        list.add(request.epoch.map(String.init) ?? "")
        list.add(request.hasLost ? 1 : 0)
        list.add(request.former)
        list.add(request.lease, request.quiet, request.horizon, request.patience, request.quantum)
        list.add(isNewConnection ? 1 : 0)
        list.add(engine.rawValue)
        list.add(request.buckets) { $1.add($0) }
        list.add(request.wants) { want, list in
            list.add(want.count, want.age, want.laterAge)
            list.add(want.parts) { part, list in
                list.add(Int64(part.bucket + 1), part.cost, part.distanceBefore, part.distanceAfter)
            }
        }
        return list.text
    }

    /// The elements of the script's reply as texts.
    static func words(_ reply: RESPValue) -> [String] {
        (reply.elements ?? []).map { $0.text ?? $0.integer.map(String.init) ?? "" }
    }

    /// Whether it is the reply to another request: a copy of one that was replied to before.
    static func isOther(_ words: [String], than request: LedgerRequest) -> Bool {
        words.count > 2 && ["OK", "GONE"].contains(words[0])
            && (words[1] != request.session || words[2] != String(request.sequence))
    }

    /// The reply in the script's words; nil where it is none.
    static func reply(_ words: [String], to request: LedgerRequest) -> LedgerReply? {
        if words.count == 4, words[0] == "GONE", let epoch = Int64(words[3]) { return .gone(epoch: epoch) }
        guard words.first == "OK" else { return nil }
        var numbers = words.dropFirst(3).makeIterator()
        func number() -> Int64? { numbers.next().flatMap { Self.number($0) } }
        guard let now = number(), let epoch = number(), let quiet = number() else { return nil }
        var answer = LedgerAnswer(now: now, epoch: epoch, quiet: quiet)
        for _ in request.wants {
            guard let count = number(), 0...Int64(words.count) ~= count else { return nil }
            let starts = (0..<count).compactMap { _ in number() }
            guard starts.count == count, let next = number(), let lower = number() else { return nil }
            answer.grants.append(
                .init(starts: starts, next: next < 0 ? nil : next, lower: lower < 0 ? nil : lower))
        }
        for _ in request.buckets {
            guard let gate = number(), let level = number(), let capacity = number(), let hold = number(),
                let inFlight = number(), let held = number()
            else { return nil }
            answer.buckets.append(
                .init(
                    gate: gate < 0 ? nil : gate, level: level, capacity: capacity, hold: hold, inFlight: inFlight,
                    held: held))
        }
        return numbers.next() == nil ? .made(answer) : nil
    }

    /// A number of the script's, whose numbers are exact up to 2⁵³.
    private static func number(_ text: String) -> Int64? {
        Int64(text).flatMap { $0.magnitude <= 1 << 53 ? $0 : nil }
    }
}

extension JSONList {
    fileprivate mutating func add(_ bucket: LedgerRequest.Bucket) {
        let rule = bucket.rule
        add(rule.capacity, rule.hold, rule.isRefilled ? 1 : 0, rule.toldAge ?? -1)
        add(bucket.grace, bucket.seen ?? -1, bucket.adopted, bucket.returned)
        add(bucket.settled) { $1.add($0.units, $0.age) }
        add(bucket.gate?.told ?? -1, bucket.gate?.reopens ?? 0, bucket.probe?.rawValue ?? 0)
        add(bucket.ceilings) { $1.add($0.mark, $0.remaining, $0.age, $0.length) }
        add(bucket.ends) { $1.add($0.through, $0.due) }
    }
}
#endif
