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

    static func arguments(of request: LedgerRequest, isNewConnection: Bool, engine: RedisLedger.Engine) -> [String] {
        var list = Arguments()
        list.add(request.session)
        list.add(request.sequence)
        list.add(request.epoch.map(String.init) ?? "")
        list.add(request.hasLost ? 1 : 0)
        list.add(request.former)
        for number in [request.lease, request.quiet, request.horizon, request.patience, request.quantum] {
            list.add(number)
        }
        list.add(isNewConnection ? 1 : 0)
        list.add(engine.rawValue)
        for bucket in request.buckets { list.add(bucket) }
        list.add(Int64(request.wants.count))
        for want in request.wants { list.add(want) }
        return list.texts
    }

    private struct Arguments {
        var texts: [String] = []

        mutating func add(_ text: String) { texts.append(text) }
        mutating func add(_ number: Int64) { texts.append(String(number)) }

        mutating func add(_ bucket: LedgerRequest.Bucket) {
            for number in [
                bucket.rule.capacity, bucket.rule.hold, bucket.rule.isRefilled ? 1 : 0, bucket.rule.toldAge ?? -1,
                bucket.grace, bucket.seen ?? -1, bucket.adopted, bucket.returned, Int64(bucket.settled.count),
            ] { add(number) }
            for settlement in bucket.settled {
                add(settlement.units)
                add(settlement.age)
            }
            add(bucket.gate?.told ?? -1)
            add(bucket.gate?.reopens ?? 0)
            add(bucket.probe?.rawValue ?? 0)
            add(Int64(bucket.ceilings.count))
            for ceiling in bucket.ceilings {
                for number in [ceiling.mark, ceiling.remaining, ceiling.age, ceiling.length] { add(number) }
            }
            add(Int64(bucket.ends.count))
            for end in bucket.ends {
                add(end.through)
                add(end.due)
            }
        }

        mutating func add(_ want: LedgerRequest.Want) {
            for number in [want.count, want.age, want.laterAge, Int64(want.parts.count)] { add(number) }
            for part in want.parts {
                for number in [Int64(part.bucket + 1), part.cost, part.distanceBefore, part.distanceAfter] {
                    add(number)
                }
            }
        }
    }

    /// Whether it is the reply to another request: a copy of one that was replied to before.
    static func isOther(_ words: [String], than request: LedgerRequest) -> Bool {
        words.count > 2 && ["OK", "GONE"].contains(words[0])
            && (words[1] != request.session || words[2] != String(request.sequence))
    }

    /// The reply in the script's words; nil where it is none.
    static func reply(_ words: [String], to request: LedgerRequest) -> LedgerReply? {
        if words.count == 4, words[0] == "GONE", let epoch = Int64(words[3]) { return .gone(epoch: epoch) }
        let count = 6 + 3 * request.wants.count + 6 * request.buckets.count
        guard words.count == count, words[0] == "OK" else { return nil }
        var numbers = words.dropFirst(3).makeIterator()
        func number() -> Int64? { numbers.next().flatMap { Self.number($0) } }
        guard let now = number(), let epoch = number(), let quiet = number() else { return nil }
        var answer = LedgerAnswer(now: now, epoch: epoch, quiet: quiet)
        for _ in request.wants {
            let starts = numbers.next()?.split(separator: " ").map { Self.number($0) } ?? []
            guard let next = number(), let lower = number(), !starts.contains(nil) else { return nil }
            answer.grants.append(
                .init(
                    starts: starts.compactMap(\.self), next: next < 0 ? nil : next, lower: lower < 0 ? nil : lower))
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
        return .made(answer)
    }

    /// A number of the script's, whose numbers are exact up to 2⁵³.
    private static func number(_ text: some StringProtocol) -> Int64? {
        Int64(text).flatMap { $0.magnitude <= 1 << 53 ? $0 : nil }
    }
}
#endif
