import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import Testing

/// A server that says whatever it likes in the fields that tell quotas.
@Suite(.timeLimit(.minutes(5))) struct HostileFieldTests {
    private static let values = [
        "", "0", "1", "-1", "60", "0.0000001", "1e308", "NaN", "inf", "9223372036854775807", "18446744073709551616",
        "999999999", "1000000000", "1800000000", "999999999999", "1000000000000", "1800000000000", "1e12",
        "99999999999999999999999999999999999999", "1,2,3", "1;w=", ";;;", "\"", "\"a\";q=1;w=1", "\"a\";q=0;w=0",
        "\"a\";q=999999999999999;w=999999999999999", "\"a\";q=1;w=31536000", "\"a\";q=-5;w=-5;r=-5;t=-5", "\"a\";r=0",
        "\"a\";r=0;t=999999999999999", "\"b\";q=1.5;w=0.001;pk=:AAAA:", "limit=1, remaining=0, reset=999999999999",
        "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:60 GMT", "9999-12-31T23:59:60Z", "1h1h1h1h", "ns",
        "global", "core", "\u{7F}", "é", "0x10", "+5", " 5 ", "5 s", "366d", "999999999d",
    ]
    private static let names = [
        "RateLimit", "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
        "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Used", "X-RateLimit-Reset",
        "X-RateLimit-Reset-After", "X-RateLimit-Bucket", "X-RateLimit-Resource", "X-RateLimit-Scope",
        "X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset", "Retry-After", "retry-after-ms", "Date",
        "Age",
    ]
    private static let longest = Duration.seconds(600)
    /// No trap, no wait longer than the longest without a typed error, and no more buckets than a few for each route.
    @Test func aMillionValues() throws {
        var world = World()
        var values = 0
        while values < 1_000_000 { values += try world.step() }
        #expect(world.longestWait <= Self.longest + .seconds(60))
        #expect(world.core.snapshot(at: world.now).count <= 5 * (RouteCount.all * 32 + 1))
    }

    private enum RouteCount { static let all = 3 }

    private struct World {
        var core = LimiterCore()
        var now = Instant.zero + .seconds(1_000_000)
        var longestWait = Duration.zero
        private var generator = SeededGenerator(seed: 7)
        private var routes: [(route: BucketHandle, origin: BucketHandle)] = []
        private let fieldNames = HostileFieldTests.names.compactMap { HTTPField.Name($0) }
        private let names = ObservedNames(api: "", origin: "https://hostile.example", credential: "")

        init() {
            for number in 0..<RouteCount.all {
                routes.append(
                    core.observe(
                        BucketName(name: "/operation:\(number)"), origin: names.originName, gently: number == 0,
                        api: "",
                        at: now))
            }
        }

        /// One request and what becomes of it; returns how many fields its response had.
        mutating func step() throws -> Int {
            now = now + .milliseconds(Int.random(in: 0...2000, using: &generator))
            let (route, origin) = routes[Int.random(in: routes.indices, using: &generator)]
            guard let permit = try permit(route, origin) else { return 0 }
            var fields = HTTPFields()
            let count = Int.random(in: 4...8, using: &generator)
            for _ in 0..<count { fields.append(HTTPField(name: randomName(), value: randomValue())) }
            let clock = ResponseClock(fields, wall: 1_800_000_000)
            let quotas = ObservedFields(fields, clock: clock, names: names).quotas
            let status = [200, 200, 200, 429, 503, 403][Int.random(in: 0..<6, using: &generator)]
            let response = Response(status: status, headerFields: fields, body: [])
            let refusal = ObservedRefusal(response, quotas, clock: clock, probeWithin: HostileFieldTests.longest)
            now = now + .milliseconds(50)
            if let refusal {
                let jitter = Double.random(in: 0..<1, using: &generator)
                core.refuse(permit, route: route, quotas, refusal, jitter: jitter, at: now)
            } else {
                core.report(permit, quotas, of: route, at: now)
                core.finish(permit, at: now)
            }
            return count
        }

        /// A permit after whatever wait; nil where the wait would be too long, which is said at once or later.
        private mutating func permit(_ route: BucketHandle, _ origin: BucketHandle) throws -> PermitID? {
            let draws = DrawList([Draw(route), Draw(origin, cost: 0)])
            let longest = HostileFieldTests.longest
            let limits = [WaitLimits(route, quota: longest, gate: longest), WaitLimits(origin, gate: longest)]
            let start = now
            switch core.enter(draws, waitLimits: limits, at: now) {
            case .granted(let permit): return permit
            case .failed(let error):
                #expect(error.code == .exhausted || error.code == .exceedsQuota)
                // Somebody looks again later.
                now = now + .seconds(300)
                return nil
            case .waiting(let ticket, _):
                while true {
                    let effects = core.takeEffects()
                    for (other, outcome) in effects.outcomes where other == ticket {
                        longestWait = max(longestWait, now - start)
                        if case .granted(let permit) = outcome { return permit }
                        return nil
                    }
                    guard case .set(let due)? = effects.timer else {
                        throw Stuck(state: "\(core.snapshot(at: now))")
                    }
                    now = max(now, due)
                    core.timerFired(for: due, at: now)
                }
            }
        }

        private mutating func randomName() -> HTTPField.Name {
            fieldNames[Int.random(in: fieldNames.indices, using: &generator)]
        }

        private mutating func randomValue() -> String {
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: return "\(Int64.random(in: -10...4_000_000_000, using: &generator))"
            case 1:
                let bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                    UInt8.random(in: 0x20...0x7E, using: &generator)
                }
                return String(decoding: bytes, as: UTF8.self)
            default:
                return HostileFieldTests.values[Int.random(in: HostileFieldTests.values.indices, using: &generator)]
            }
        }
    }

    private struct Stuck: Error { let state: String }
}
