import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What becomes of a call whose request failed in passing.
@Suite(.timeLimit(.minutes(1))) struct FailingCallTests {
    /// Only what is idempotent, or never left, is sent again.
    @Test(
        arguments: [
            (.get, true), (.head, true), (.put, true), (.delete, true), (.options, true), (.trace, true),
            (.post, false),
            (.patch, false),
        ] as [(OperationDescriptor.Method, Bool)])
    func repetition(method: OperationDescriptor.Method, isIdempotent: Bool) async throws {
        let cases: [(response: ScriptedResponse, code: CallError.Code, isRepeated: Bool)] = [
            (.status(408), .response, isIdempotent), (.status(502), .response, isIdempotent),
            (.status(503), .response, isIdempotent), (.status(504), .response, isIdempotent),
            (.fails(.maybeSent), .transport, isIdempotent), (.status(200, "{").thenFails(), .transport, isIdempotent),
            (.fails(.notSent), .transport, true),
            (.status(500), .response, false), (.status(501), .response, false), (.status(404), .response, false),
            (.status(302), .response, false), (.status(429), .refused, isIdempotent),
        ]
        for (response, code, isRepeated) in cases {
            let fixture = CallFixture(response, limits: .unobserved)
            let error = try await fixture.failure(.unlimited(method))
            #expect(error.code == code)
            #expect(fixture.sentAt.count == (isRepeated ? 3 : 1), "\(response)")
            #expect(error.attempts == fixture.sentAt.count)
        }
    }

    @Test func succeedsAtTheThirdAttempt() async throws {
        let fixture = CallFixture(.status(503), .fails(.maybeSent), .status(200, "done"))
        #expect(try await fixture.result(.unlimited(.get)).get() == "done")
        // Half of 0.5 s, then half of 1 s.
        #expect(fixture.sentAt == [0, 0.25, 0.75])
    }

    /// Where limits are not observed, a 429 that no declared limit explains is throttling: half of 1 s, then half of 2.
    @Test func undeclaredRefusal() async throws {
        let fixture = CallFixture(.status(429), .status(429), .status(200, "done"), limits: .unobserved)
        #expect(try await fixture.result(.unlimited(.get)).get() == "done")
        #expect(fixture.sentAt == [0, 0.5, 1.5])
    }

    /// What the server asks for is the least, whatever the backoff draws.
    @Test func retryAfterOutranksBackoff() async throws {
        let told = ScriptedResponse.status(503, fields: [.retryAfter: "7"])
        let fixture = CallFixture(told, .status(200, "done"))
        #expect(try await fixture.result(.unlimited(.get)).get() == "done")
        #expect(fixture.sentAt == [0, 7])
        let tooLong = CallFixture(.status(503, fields: [.retryAfter: "700"]))
        #expect(try await tooLong.failure(.unlimited(.get)).retryAfter == .seconds(700))
        #expect(tooLong.sentAt == [0])
    }

    @Test func floor() async throws {
        let fixture = CallFixture(.status(503)) { $0.random = { 0 } }
        _ = try await fixture.failure(.unlimited(.get))
        #expect(fixture.sentAt == [0, 0.05, 0.1])
    }

    @Test func attemptsOfTheCall() async throws {
        let fixture = CallFixture(.status(503))
        let backoff = Backoff(base: .seconds(8), multiplier: 1, minimum: .zero)
        _ = try await fixture.failure(
            .unlimited(.get), CallOptions(retry: RetryOptions(attempts: 4, backoff: backoff)))
        #expect(fixture.sentAt == [0, 4, 8, 12])
    }

    @Test func never() async throws {
        let fixture = CallFixture(.fails(.notSent), retry: .never)
        #expect(try await fixture.failure(.unlimited(.get)).attempts == 1)
    }

    /// Each repetition is a request of its own and waits for the limit like any other.
    @Test func repetitionsWaitForTheLimit() async throws {
        let fixture = CallFixture(.status(503).after(.seconds(1)), .status(200, ""), policies: [.one])
        let operation = OperationDescriptor(
            id: "get", method: .get, path: "/get", limits: [AppliedLimit(.one)])
        _ = try await fixture.result(operation).get()
        #expect(fixture.sentAt == [0, 61])
    }

    /// A pause that would outlast the call is not begun.
    @Test func pausePastTheTimeout() async throws {
        let fixture = CallFixture(.status(503))
        let error = try await #require(throws: CallError.self) {
            _ = try await fixture.call(.unlimited(.get), CallOptions(timeout: .milliseconds(240)))
        }
        #expect(error.code == .response)
        #expect(error.response?.status == 503)
        #expect(fixture.sentAt == [0])
        #expect(fixture.time.now == .zero)
    }

    @Test(
        arguments: [
            (1, 0.5, .milliseconds(250)), (2, 0.5, .milliseconds(500)), (3, 0.5, .seconds(1)),
            (1, 0, .milliseconds(50)),
            (1, 0.1, .milliseconds(50)), (7, 0.5, .seconds(15)), (8, 0.5, .seconds(15)), (5000, 0.5, .seconds(15)),
            (0, 0.5, .milliseconds(250)),
        ] as [(Int, Double, Duration)])
    func delays(failures: Int, random: Double, delay: Duration) {
        #expect(Backoff.default.delay(afterFailure: failures, random: random) == delay)
    }

    @Test func delaysStayInBounds() {
        var generator = SystemRandomNumberGenerator()
        for failures in 1...12 {
            let end = min(Duration.milliseconds(500) * (1 << (failures - 1)), .seconds(30))
            for _ in 0..<100 {
                let random = Double.random(in: 0..<1, using: &generator)
                let delay = Backoff.default.delay(afterFailure: failures, random: random)
                #expect(delay >= .milliseconds(50) && delay <= end)
            }
        }
    }

    @Test func unusualBackoffs() {
        #expect(Backoff(base: .zero, minimum: .zero).delay(afterFailure: 5000, random: 0.9) == .zero)
        #expect(Backoff.throttled.delay(afterFailure: 1, random: 0.5) == .milliseconds(500))
        #expect(Backoff(base: .seconds(60)).delay(afterFailure: 1, random: 0.5) == .seconds(15))
    }
}
