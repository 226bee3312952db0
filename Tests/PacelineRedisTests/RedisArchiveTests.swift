#if Redis
import Foundation
import PacelineLedger
import PacelineLimiter
import Testing

@testable import PacelineRedis
@testable import paceline_quota

/// Ledgers in a real server, made by limiters that share them and read by somebody else.
@Suite(.timeLimit(.minutes(2))) struct RedisArchiveTests {
    private func ledger(_ server: RedisServer, _ name: String = "acme") throws -> RedisLedger {
        RedisLedger(try server.address(), name: name, engine: .new)
    }

    private func archive(_ server: RedisServer, _ credentials: String = "") throws -> RedisArchive {
        RedisArchive(try server.address(credentials))
    }

    /// How often keys were changed since the server started.
    private func changes(_ server: RedisServer) async throws -> String? {
        try await server.command("INFO", "persistence").text?.split(separator: "\r\n")
            .first { $0.hasPrefix("rdb_changes_since_last_save") }.map(String.init)
    }

    /// Two limiters: one has four units, the other waits; a refusal shuts another bucket.
    @Test func twoLimiters() async throws {
        try await RedisServer.run { server in
            let limiters = try (0..<2).map { _ in RateLimiter(sharing: try ledger(server)) }
            let buckets = limiters.map { $0.bucket(RateLimit(quota: 4, window: .seconds(60)), name: "m", key: "k") }
            let burst = limiters[0].bucket(.tokenBucket(rate: 1, per: .seconds(1), burst: 3), name: "burst")
            let permit = try await limiters[0].acquire([Draw(buckets[0], cost: 4)])
            try await limiters[0].acquire([Draw(burst)]).refused(by: [burst], retryAfter: .seconds(30))
            let waiter = Task { try await limiters[1].acquire([Draw(buckets[1])]).finish() }
            let archive = try archive(server)
            #expect(
                try await eventually {
                    let report = try await archive.ledger("acme").map(LedgerReport.init)
                    return report?.sessions.first?.waiting != nil
                        && report?.buckets.contains { $0.gate != nil } ?? false
                })
            let before = try await changes(server)
            let report = try #require(try await archive.ledger("acme").map(LedgerReport.init))
            let text = LedgerText.text(report)
            #expect(try await archive.names() == ["acme"])
            #expect(report.sessions.map(\.life) == [.leased, .leased])
            #expect(report.sessions.map(\.inFlight) == [[:], ["m|k": 4]])
            #expect(report.sessions[0].waiting?.wanted == ["m|k": 1] && report.sessions[0].waiting?.place == 1)
            #expect(report.buckets.map(\.key) == ["burst", "m|k"])
            #expect(report.buckets.map(\.isRefilled) == [true, false] && report.buckets[1].free == 0)
            let hold = limiters[0].snapshot(of: buckets[0]).limit.hold
            #expect(report.buckets[1].hold == 60.6 && hold == .milliseconds(60_600))
            #expect(text.contains("shut by a refusal for ") && text.contains("place 1 in the line"))
            // The limiters' own steps aside, which come each few seconds.
            #expect(try await changes(server) == before)
            waiter.cancel()
            _ = await waiter.result
            permit.finish()
        }
    }

    /// What is read is what the other twin of the ledger has after the same steps, times aside.
    @Test func allThatIsKept() async throws {
        try await RedisServer.run { server in
            let (redis, memory) = (try ledger(server), MemoryLedger())
            for request in Self.requests {
                _ = try await redis.exchange(request)
                _ = try await memory.exchange(request)
            }
            var read = try #require(try await archive(server).ledger("acme")).state
            var other = memory.snapshot
            for key in other.buckets.keys {
                #expect(read.buckets[key]?.log.entries.map(\.units) == other.buckets[key]?.log.entries.map(\.units))
                #expect(read.buckets[key]?.ends.count == other.buckets[key]?.ends.count)
                #expect(
                    read.buckets[key]?.ceilings.entries.map(\.level)
                        == other.buckets[key]?.ceilings.entries.map(\.level))
                #expect(read.buckets[key]?.ceilings.newest == other.buckets[key]?.ceilings.newest)
            }
            #expect(read.buckets["m"]?.epoch == read.epoch && read.buckets["m"]?.toldAt == nil)
            read.withoutTimes()
            other.withoutTimes()
            #expect(read == other)
        }
    }

    private static let requests: [LedgerRequest] = {
        func request(_ session: String, _ sequence: Int64, _ bucket: LedgerRequest.Bucket, wants: Int64)
            -> LedgerRequest
        {
            LedgerRequest(
                session: session, sequence: sequence, lease: 60_000_000, quiet: 0, horizon: 0, buckets: [bucket],
                wants: [.init(count: wants, age: 0, laterAge: 0, parts: [.init(bucket: 0, cost: 1_000_000)])])
        }
        let rule = LedgerRequest.Rule(capacity: 10_000_000, hold: 100_000_000)
        var reports = (0..<4).map { _ in LedgerRequest.Bucket(key: "m", rule: rule, grace: 5_000_000) }
        reports[1].settled = [.init(units: 2_000_000, age: 1_000_000), .init(units: 1_000_000, age: 0)]
        reports[1].ceilings = [.init(mark: 5_000_000, remaining: 4_000_000, age: 0, length: 50_000_000)]
        reports[1].ends = [.init(through: 0, due: 40_000_000)]
        reports[2].rule.capacity = 8_000_000
        reports[2].gate = .init(told: 20_000_000, reopens: 21_000_000)
        return [
            request("a", 1, reports[0], wants: 5), request("a", 2, reports[1], wants: 1),
            request("b", 1, reports[2], wants: 7),
            request(
                "b", 2,
                .init(key: "r:l", rule: .init(capacity: 3_000_000, hold: 9_000_000, isRefilled: true), grace: 0),
                wants: 2),
        ]
    }()

    @Test func namesOfManyKinds() async throws {
        try await RedisServer.run { server in
            let names = ["acme", "a*b", "[x]", "\u{1B}[2J", "ü|{"]
            for name in names {
                _ = try await ledger(server, name).exchange(
                    LedgerRequest(
                        session: "s", sequence: 1, lease: 10_000_000, quiet: 0, horizon: 0,
                        buckets: [.init(key: "k*}", rule: .init(capacity: 1_000_000, hold: 0), grace: 0)]))
            }
            for number in 0..<3_000 { try await server.command("SET", "other:\(number)", "x") }
            let archive = try archive(server)
            #expect(try await archive.names() == names.sorted())
            for name in names {
                let report = try await archive.ledger(name).map(LedgerReport.init)
                #expect(report?.buckets.map(\.key) == ["k*}"] && report?.sessions.count == 1, "\(name)")
            }
            #expect(try await archive.ledger("a*") == nil)
        }
    }

    @Test func whatIsDamaged() async throws {
        try await RedisServer.run { server in
            let request = LedgerRequest(
                session: "s", sequence: 1, lease: 10_000_000, quiet: 0, horizon: 0,
                buckets: [.init(key: "m", rule: .init(capacity: 1_000_000, hold: 0), grace: 0)])
            _ = try await ledger(server).exchange(request)
            try await server.command("SET", "pl1:{acme}:b:m", "x")
            #expect(try await archive(server).ledger("acme").map { LedgerReport($0).damaged } == ["m"])
            try await server.command("SET", "pl1:{acme}", "x")
            do {
                _ = try await archive(server).ledger("acme")
                Issue.record("it was read")
            } catch { #expect("\(error)".hasSuffix("what is kept of the ledger acme is damaged")) }
        }
    }

    /// A replica shows what its primary has; who has no rights, or the wrong password, is told so.
    @Test func replicasAndPasswords() async throws {
        try await RedisServer.run(["requirepass hunter2"]) { server in
            let request = LedgerRequest(session: "s", sequence: 1, lease: 10_000_000, quiet: 0, horizon: 0)
            let ledger = RedisLedger(try server.address(":hunter2@"), name: "acme", engine: .new)
            _ = try await ledger.exchange(request)
            try await RedisServer.run(["replicaof 127.0.0.1 \(server.port)", "masterauth hunter2"]) { replica in
                let archive = try archive(replica)
                #expect(try await eventually { (try? await archive.ledger("acme")) ?? nil != nil })
            }
            do {
                _ = try await archive(server, ":hunt3r@").names()
                Issue.record("it was let in")
            } catch {
                #expect("\(error)".contains("does not know this user with this password"))
                #expect(!"\(error)".contains("hunt"))
            }
        }
    }
}

extension LedgerState {
    /// What depends on the clock is left out.
    fileprivate mutating func withoutTimes() {
        (last, offset, quietUntil, epoch) = (0, 0, 0, nil)
        for key in sessions.keys {
            sessions[key]?.deadline = 0
            if let wanted = sessions[key]?.waiting?.wanted {
                sessions[key]?.waiting = .init(rank: 0, told: 0, wanted: wanted)
            }
        }
        sessions = sessions.mapValues { session in
            var other = LedgerSession(sequence: session.sequence, deadline: 0)
            (other.inFlight, other.probes, other.waiting) = (session.inFlight, session.probes, session.waiting)
            return other
        }
        buckets = buckets.mapValues { bucket in
            var other = bucket
            (other.log, other.ceilings, other.ends, other.epoch, other.tail) = (LedgerLog(), LedgerCeilings(), [], 0, 0)
            (other.told, other.reopens) = (min(1, bucket.told), min(1, bucket.reopens))
            (other.lastStart, other.nextStart) = (0, 0)
            return other
        }
    }
}
#endif
