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

        func middleware(_ name: String) -> CustomMiddleware {
            .custom { request, body, _, next in
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

    /// What a function throws besides a transport's errors is one of those; whether the request may have been sent is
    /// told by whether it was sent on.
    @Test(arguments: [(false, 0.0), (true, 1.0)])
    func anyFailure(afterSending: Bool, held: Double) async throws {
        struct Broken: Error {}
        let fixture = CallFixture(retry: .never) {
            $0.middleware = [
                .custom { request, body, context, next in
                    #expect(context.attempt == 1 && context.operation.id == "listBooks" && context.deadline == nil)
                    if afterSending { _ = try await next(request, body) }
                    throw Broken()
                }
            ]
        }
        let error = try await fixture.failure()
        #expect(error.code == .transport && (error.underlying as? TransportError)?.underlying is Broken)
        #expect(fixture.bucket.held == held)
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

private func fails(_ delivery: TransportError.Delivery) -> CustomMiddleware {
    .custom { _, _, _, _ in throw TransportError(delivery, "not today") }
}

private func answersFromCache() -> CustomMiddleware {
    .custom { _, _, _, _ in (HTTPResponse(status: .ok), ResponseBody(Array("cached".utf8))) }
}
