#if Redis
import PacelineLimiter
import Testing

@testable import PacelineRedis

/// What the ledger keeps lives on while it counts, however long the keys of others live.
@Suite(.timeLimit(.minutes(1))) struct LifetimeTests {
    private static let minute: Int64 = 60_000_000

    /// A session that asks over hours, of which each step says what it is told.
    private struct Session {
        let ledger: RedisLedger
        var lease = 60 * minute
        var sequence: Int64 = 0
        var epoch: Int64?

        mutating func step(_ bucket: LedgerRequest.Bucket, wants count: Int64 = 0) async throws -> LedgerAnswer? {
            sequence += 1
            var wants: [LedgerRequest.Want] = []
            if count > 0 {
                let part = LedgerRequest.Part(bucket: 0, cost: 1_000_000)
                wants = [LedgerRequest.Want(count: count, age: 0, laterAge: 0, parts: [part])]
            }
            let request = LedgerRequest(
                session: "a", sequence: sequence, epoch: epoch, hasLost: false, former: "", lease: lease,
                quiet: minute, horizon: 0, patience: 0, quantum: 8, buckets: [bucket], wants: wants)
            guard case .made(let answer) = try await ledger.exchange(request) else { return nil }
            epoch = answer.epoch
            return answer
        }
    }

    /// A bucket of 5 units that count for half an hour, or of another one for ten days; so many were answered just now.
    private func bucket(_ key: String, minutes: Int64, answered: Int64 = 0) -> LedgerRequest.Bucket {
        var bucket = LedgerRequest.Bucket(
            key: key, rule: .init(capacity: 5_000_000, hold: minutes * Self.minute), grace: 0)
        if answered > 0 { bucket.settled = [.init(units: answered * 1_000_000, age: 0)] }
        return bucket
    }

    /// The keys of a bucket live as long as it asks, also where another one has made all others live for days.
    @Test func besideALongerOne() async throws {
        try await RedisServer.withClock { server, set in
            var session = Session(ledger: RedisLedger(try server.address(), name: "acme", engine: .new))
            func step(
                atMinute minute: Int, _ bucket: LedgerRequest.Bucket, wants: Int64 = 0
            ) async throws -> LedgerAnswer {
                try set(minute * 60)
                return try #require(try await session.step(bucket, wants: wants))
            }
            func short(answered: Int64) -> LedgerRequest.Bucket {
                bucket("short", minutes: 30, answered: answered)
            }
            // There is always one that counts. The keys are told first to live for three hours.
            _ = try await step(atMinute: 0, short(answered: 0), wants: 1)
            for minute in stride(from: 25, through: 200, by: 25) {
                _ = try await step(atMinute: minute, short(answered: 1), wants: 1)
                if minute == 25 { _ = try await step(atMinute: 26, bucket("long", minutes: 14_400)) }
            }
            _ = try await step(atMinute: 201, short(answered: 1))
            let answer = try await step(atMinute: 207, short(answered: 0), wants: 5)
            #expect(answer.grants[0].starts.count == 3, "those of minutes 200 and 201 still count")
        }
    }

    /// Nothing is kept for good: each key has an end.
    @Test func everyKeyEnds() async throws {
        try await RedisServer.run { server in
            var session = Session(ledger: RedisLedger(try server.address(), name: "acme", engine: .new))
            session.lease = Self.minute
            for _ in 0..<3 {
                _ = try await session.step(bucket("a", minutes: 30), wants: 1)
                _ = try await session.step(bucket("a", minutes: 30, answered: 1))
            }
            #expect(try await session.step(bucket("a", minutes: 30), wants: 9)?.grants[0].starts.count == 2)
            let keys = try await server.command("KEYS", "*").elements?.compactMap(\.text) ?? []
            #expect(keys.count == 6)
            for key in keys {
                let left = try await server.command("PTTL", key).integer ?? 0
                #expect(left > 3_000_000, "\(key)")
            }
        }
    }
}
#endif
