// What is told of a shared bucket.

extension LedgerAccount {
    /// What is said of the bucket in the next exchange.
    /// - Parameter answered: When the session's last answer came; nil before the first.
    func report(
        _ rule: LedgerRequest.Rule, grace: Int64, isInUse: Bool, answered: Instant?, at now: Instant
    ) -> LedgerRequest.Bucket {
        var bucket = LedgerRequest.Bucket(key: key, rule: rule, grace: grace, seen: isInUse ? seen : nil)
        (bucket.adopted, bucket.returned) = (adopted.millionths, returned.millionths)
        for (instant, units) in settled {
            let age = now.microseconds(since: instant)
            // Of one age there is one.
            if bucket.settled.last?.age == age {
                bucket.settled[bucket.settled.count - 1].units += units.millionths
            } else {
                bucket.settled.append(.init(units: units.millionths, age: age))
            }
        }
        bucket.gate = gate.map {
            .init(
                told: max(0, -now.microseconds(since: $0.told)), reopens: max(0, -now.microseconds(since: $0.reopens)))
        }
        bucket.probe = probe
        bucket.ceilings = ceilings.map {
            .init(
                mark: $0.mark, remaining: $0.remaining.millionths, age: now.microseconds(since: $0.at),
                length: $0.length)
        }
        if let answered {
            bucket.ends = ends.map { end in
                let after = end.through.microseconds(since: answered)
                // By a clock that may go a little faster than the ledger's.
                return .init(through: after - Int64(after.magnitude / 500), due: -now.microseconds(since: end.due))
            }
        }
        return bucket
    }

    mutating func clearReport(answered: Instant?) {
        (adopted, returned, settled, gate, probe) = (.zero, .zero, [], nil, nil)
        ceilings = []
        if answered != nil { ends = [] }
    }
}

extension Duration {
    /// Whole microseconds, rounded up.
    var microseconds: Int64 { (nanoseconds.addingSaturated(999)) / 1_000 }
}

extension Instant {
    /// Whole microseconds that have passed since another instant, rounded down: something is said to have happened
    /// rather later than it did.
    func microseconds(since other: Instant) -> Int64 {
        let (quotient, rest) = nanoseconds.subtractingSaturated(other.nanoseconds).quotientAndRemainder(
            dividingBy: 1_000)
        return rest < 0 ? quotient - 1 : quotient
    }
}
