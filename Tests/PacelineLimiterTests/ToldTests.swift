import PacelineLimiter
import Testing

/// What responses tell of buckets whose numbers are declared, step by step.
@Suite struct ToldTests {
    private var fixture = CoreFixture()
    private let one = BucketName(name: "one")
    private let other = BucketName(name: "other")

    private static func limit(_ quota: Double, _ window: Duration = .seconds(10)) -> RateLimit {
        RateLimit(quota: quota, window: window, clockMargin: .none)
    }

    private mutating func join(_ name: String, _ limit: RateLimit = limit(10)) throws -> BucketHandle {
        let handle = fixture.core.join(limit, name: name, key: "", at: fixture.now)
        return try #require(handle)
    }

    private mutating func identify(_ bucket: BucketHandle, as name: BucketName) {
        fixture.step { core, now in core.identify(bucket, as: name, at: now) }
    }

    private mutating func start(_ bucket: BucketHandle) throws -> PermitID { try fixture.permit(Draw(bucket)) }

    /// How many requests could start one after the other.
    private func free(_ bucket: BucketHandle) -> Int {
        var core = fixture.core
        var count = 0
        while case .granted = core.attempt(.one(Draw(bucket)), at: fixture.now) { count += 1 }
        return count
    }

    // MARK: One bucket in place of two

    /// Two clients have two buckets that are one. When the first is let go, the second still draws on one.
    @Test mutating func oneOfTwoClientsGoes() throws {
        let (a, b) = (try join("a"), try join("b"))
        _ = (try join("a"), try join("b"))
        for bucket in [a, b] { identify(bucket, as: one) }
        fixture.step { core, now in
            core.leave(a, ToldTests.limit(10), at: now)
            core.leave(b, ToldTests.limit(10), at: now)
        }
        // Whatever is given up meanwhile.
        for number in 0..<20 {
            let passing = try join("\(number)")
            fixture.step { core, now in core.leave(passing, ToldTests.limit(10), at: now) }
        }
        for _ in 0..<10 { fixture.finish(try start(a)) }
        #expect(free(b) == 0)
    }

    /// Buckets of keys that stand in requests are declared for each request: it stays known where they are counted as
    /// long as anything is counted there, and is forgotten then.
    @Test mutating func declaredForEachRequest() throws {
        for name in ["a", "b"] {
            let bucket = try join(name)
            let permit = try start(bucket)
            identify(bucket, as: one)
            fixture.finish(permit)
            fixture.step { core, now in core.leave(bucket, ToldTests.limit(10), at: now) }
        }
        for _ in 0..<20 {
            let (a, b) = (try join("a"), try join("b"))
            #expect(free(a) == 8 && free(b) == 8)
            fixture.step { core, now in
                core.leave(a, ToldTests.limit(10), at: now)
                core.leave(b, ToldTests.limit(10), at: now)
            }
        }
        fixture.advance(by: .seconds(11))
        for number in 0..<20 {
            let passing = try join("\(number)")
            fixture.step { core, now in core.leave(passing, ToldTests.limit(10), at: now) }
        }
        let names = fixture.core.snapshot(at: fixture.now).map(\.name)
        #expect(!names.contains("a") && !names.contains("one"), "\(names)")
    }

    /// The server counts them as one: the stricter declaration holds for both, as long as anybody has it.
    @Test(arguments: [true, false]) mutating func theStricterDeclarationHolds(isFirst: Bool) throws {
        let (a, b) = (try join("a", Self.limit(isFirst ? 4 : 10)), try join("b", Self.limit(isFirst ? 10 : 4)))
        for bucket in [a, b] { identify(bucket, as: one) }
        #expect(free(a) == 4 && free(b) == 4)
        let stricter = try join("b", Self.limit(2))
        #expect(free(a) == 2)
        fixture.step { core, now in core.leave(stricter, ToldTests.limit(2), at: now) }
        #expect(free(a) == 4 && free(b) == 4)
        fixture.step { [isFirst] core, now in
            core.leave(isFirst ? a : b, ToldTests.limit(4), at: now)
        }
        #expect(free(isFirst ? b : a) == 10)
    }

    // MARK: Another identity

    /// The server calls the bucket otherwise from now on: what was answered, what is lost and what is under way counts.
    @Test mutating func anotherIdentity() throws {
        let bucket = try join("a")
        identify(bucket, as: one)
        fixture.finish(try start(bucket))
        let (slow, lost, teller) = (try start(bucket), try start(bucket), try start(bucket))
        fixture.step { core, now in core.lose(lost, grace: .seconds(5), at: now) }
        identify(bucket, as: other)
        fixture.finish(teller)
        #expect(free(bucket) == 6)
        fixture.advance(by: .seconds(12))
        // The lost one may have arrived after five seconds, and the slow one is not answered yet.
        #expect(free(bucket) == 8)
        fixture.finish(slow)
        fixture.advance(by: .seconds(9))
        #expect(free(bucket) == 9)
        fixture.advance(by: .seconds(1))
        #expect(free(bucket) == 10)
    }

    /// What a request did cost is taken where the server counts now, whether that was known before or not.
    @Test(arguments: [true, false]) mutating func costsOfAnotherIdentity(isKnown: Bool) throws {
        let bucket = try join("a")
        identify(bucket, as: one)
        if isKnown { identify(try join("b"), as: other) }
        let permit = try start(bucket)
        identify(bucket, as: other)
        fixture.step { core, now in core.amend(permit, cost: 7, of: bucket, at: now) }
        fixture.finish(permit)
        #expect(free(bucket) == 3)
    }

    /// A name is no new beginning: nobody is held back, or sent ahead, as when the program starts.
    @Test(arguments: [RateLimit.ColdStart.assumeFull, .probe])
    mutating func anotherIdentityIsNoColdStart(coldStart: RateLimit.ColdStart) throws {
        let limit = RateLimit(quota: 10, window: .seconds(10), clockMargin: .none, coldStart: coldStart)
        let bucket = try join("a", limit)
        fixture.advance(by: .seconds(11))
        let permit = try start(bucket)
        identify(bucket, as: one)
        fixture.step { core, now in core.accept(permit, at: now) }
        fixture.finish(permit)
        #expect(free(bucket) == 9)
        identify(bucket, as: other)
        #expect(free(bucket) == 9)
    }

    /// A bucket of another kind takes a name's place, and not what was known of the old one.
    @Test mutating func anotherKind() throws {
        let (a, b) = (try join("a"), try join("b"))
        for bucket in [a, b] { identify(bucket, as: one) }
        fixture.step { core, now in core.leave(b, ToldTests.limit(10), at: now) }
        let places = try join("b", .concurrency(2))
        for _ in 0..<2 { _ = try start(places) }
        #expect(free(places) == 0)
        #expect(free(a) == 10)
    }

    // MARK: Ends of windows, and looser numbers

    /// Two ends that are known so roughly that they may be of two windows are not taken for one.
    @Test mutating func endsOfNeighbours() throws {
        let bucket = try join("a", Self.limit(10, .seconds(5)))
        // A slow answer, then one of the next window.
        let slow = try start(bucket)
        fixture.advance(by: .seconds(3))
        fixture.step { core, now in
            core.endWindow(slow, of: bucket, in: .seconds(1), grain: .seconds(1), at: now)
            core.finish(slow, at: now)
        }
        fixture.advance(by: .seconds(1))
        let last = try (0..<9).map { _ in try start(bucket) }
        fixture.advance(by: .milliseconds(100))
        fixture.step { core, now in
            core.endWindow(last[0], of: bucket, in: .seconds(3), grain: .seconds(1), at: now)
            for permit in last { core.finish(permit, at: now) }
        }
        // They count in the window that ends after seven seconds.
        fixture.advance(by: .seconds(1))
        #expect(free(bucket) <= 1)
        fixture.advance(by: .seconds(3.1))
        #expect(free(bucket) >= 1)
    }

    /// Whoever waits starts when looser numbers come into force.
    @Test mutating func looserNumbersWakeWhoWaits() throws {
        let bucket = try join("a", Self.limit(2))
        let (first, second) = (try start(bucket), try start(bucket))
        let tight = Self.limit(1, .seconds(100))
        fixture.step { core, now in
            core.learn(tight, of: bucket, loosens: true, at: now)
            core.learn(ToldTests.limit(8), of: bucket, loosens: true, at: now)
            core.finish(first, at: now)
            core.finish(second, at: now)
        }
        fixture.advance(by: .seconds(1))
        let waiter = try fixture.wait(Draw(bucket))
        fixture.advance(by: .seconds(98))
        #expect(fixture.order.isEmpty)
        fixture.advance(by: .seconds(1))
        #expect(fixture.order == [waiter])
    }
}
