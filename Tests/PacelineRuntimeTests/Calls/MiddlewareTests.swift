import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Functions around each attempt.
@Suite(.timeLimit(.minutes(1))) struct MiddlewareTests {
    /// What was passed, in order.
    private final class Trace: Sendable {
        private let steps = Mutex<[String]>([])
        var all: [String] { steps.withLock { $0 } }
        func add(_ step: String) { steps.withLock { $0.append(step) } }

        func middleware(_ name: String) -> Middleware {
            { request, body, next throws(TransportError) in
                self.add("\(name)>")
                var request = request
                request.headerFields[.via] = (request.headerFields[.via] ?? "") + name
                let response = try await next(request, body)
                self.add("<\(name)")
                return response
            }
        }
    }

    @Test func firstIsOutermost() async throws {
        let trace = Trace()
        let fixture = CallFixture { $0.middleware = [trace.middleware("a"), trace.middleware("b")] }
        _ = try await fixture.call()
        #expect(trace.all == ["a>", "b>", "<b", "<a"])
        #expect(fixture.transport.sent.first?.request.headerFields[.via] == "ab")
    }

    /// Each attempt passes it anew, with the request as it was built.
    @Test func everyAttempt() async throws {
        let trace = Trace()
        let fixture = CallFixture(.status(503), .status(200)) { $0.middleware = [trace.middleware("a")] }
        _ = try await fixture.result().get()
        #expect(trace.all == ["a>", "<a", "a>", "<a"])
        #expect(fixture.transport.sent.map { $0.request.headerFields[.via] } == ["a", "a"])
    }

    /// It stands behind the limiter: a call that waits has not passed it.
    @Test func afterAdmission() async throws {
        let trace = Trace()
        let fixture = CallFixture(policies: [.one]) { $0.middleware = [trace.middleware("a")] }
        _ = try await fixture.call(.limited(.one))
        await #expect(throws: CallError.self) {
            _ = try await fixture.call(.limited(.one), CallOptions(timeout: .seconds(1)))
        }
        #expect(trace.all == ["a>", "<a"])
    }

    @Test(arguments: [(.notSent, 0), (.maybeSent, 1)] as [(TransportError.Delivery, Double)])
    func itsFailureCountsLikeTheTransports(delivery: TransportError.Delivery, held: Double) async throws {
        let fixture = CallFixture(retry: .never) {
            $0.middleware = [fails(delivery)]
        }
        let error = try await fixture.failure()
        #expect(error.code == .transport)
        #expect(error.message == "not today")
        #expect(fixture.bucket.held == held)
        #expect(fixture.sentAt.isEmpty)
    }

    /// It may answer by itself, as a cache does, and change what the server answered.
    @Test func responses() async throws {
        let fixture = CallFixture {
            $0.middleware = [answersFromCache()]
        }
        #expect(try await fixture.call() == "cached")
        #expect(fixture.sentAt.isEmpty)
    }
}

private func fails(_ delivery: TransportError.Delivery) -> Middleware {
    { _, _, _ throws(TransportError) in throw TransportError(delivery, "not today") }
}

private func answersFromCache() -> Middleware {
    { _, _, _ throws(TransportError) in (HTTPResponse(status: .ok), ResponseBody(Array("cached".utf8))) }
}
