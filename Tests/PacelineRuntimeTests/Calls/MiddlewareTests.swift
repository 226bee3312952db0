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

    /// Where it sends nothing on, nothing is counted, whatever it says.
    @Test(arguments: [TransportError.Delivery.notSent, .maybeSent, .connectionClosed])
    func sendsNothingOn(delivery: TransportError.Delivery) async throws {
        let fixture = CallFixture(retry: .never) { $0.middleware = [fails(delivery)] }
        let error = try await fixture.failure()
        #expect(error.code == .transport)
        #expect(error.message == "not today")
        #expect(error.attempts == 0)
        #expect(fixture.bucket.held == 0)
        #expect(fixture.bucket.inFlight == 0)
        #expect(fixture.sentAt.isEmpty)
    }

    /// What a function throws of its own ends the call at once; whether the request counts is told by whether it was
    /// sent on.
    @Test(arguments: [(false, 0.0), (true, 1.0)])
    func anyFailure(afterSending: Bool, held: Double) async throws {
        struct Broken: Error {}
        let fixture = CallFixture {
            $0.middleware = [
                .custom { request, body, context, next in
                    #expect(context.attempt == 1 && context.operation.id == "listBooks" && context.deadline == nil)
                    if afterSending { _ = try await next(request, body) }
                    throw Broken()
                }
            ]
        }
        let error = try await fixture.failure()
        #expect(error.code == .middleware && error.underlying is Broken)
        #expect(error.attempts == (afterSending ? 1 : 0))
        #expect(fixture.bucket.held == held)
    }

    /// A second request, as of one that renews a credential on 401, waits for the limits like any other.
    @Test func furtherRequests() async throws {
        let fixture = CallFixture(.status(401), .status(200, "done"), .status(401), .status(200, "done")) {
            $0.middleware = [repeats(after: 401)]
        }
        #expect(try await fixture.result().get() == "done")
        #expect(fixture.bucket.held == 2)
        // Two a minute: the next call waits with both of its requests.
        #expect(try await fixture.result().get() == "done")
        #expect(fixture.sentAt == [0, 0, 60, 60])
        #expect(fixture.bucket.inFlight == 0)
    }

    /// A refusal that a middleware meets shuts the bucket before the further request asks for its permit.
    @Test func furtherRequestAfterARefusal() async throws {
        let fixture = CallFixture(.status(429, fields: [.retryAfter: "7"]), .status(200, "done")) {
            $0.middleware = [repeats(after: 429)]
        }
        #expect(try await fixture.result().get() == "done")
        #expect(fixture.sentAt == [0, 7])
        #expect(fixture.bucket.inFlight == 0)
    }

    /// A further request after a failure counts beside the one that was lost.
    @Test(arguments: [(.notSent, 1), (.maybeSent, 2)] as [(TransportError.Delivery, Double)])
    func furtherRequestAfterAFailure(delivery: TransportError.Delivery, held: Double) async throws {
        let fixture = CallFixture(.fails(delivery), .status(200, "done")) {
            $0.middleware = [
                .custom { request, body, _, next in
                    do throws(TransportError) { return try await next(request, body) } catch {
                        return try await next(request, body)
                    }
                }
            ]
        }
        #expect(try await fixture.result().get() == "done")
        #expect(fixture.bucket.held == held)
        #expect(fixture.bucket.inFlight == 0)
    }

    /// A further request that the limits never admit ends the call with their error.
    @Test func furtherRequestThatIsNotAdmitted() async throws {
        let fixture = CallFixture(.status(401), policies: [.one]) { $0.middleware = [repeats(after: 401)] }
        let error = try await #require(throws: CallError.self) {
            _ = try await fixture.call(.limited(.one), CallOptions(timeout: .seconds(5)))
        }
        #expect(error.code == .deadline)
        #expect(error.policy == "one")
        #expect(error.attempts == 1)
        #expect(fixture.sentAt == [0])
        #expect(fixture.bucket.inFlight == 0)
    }

    /// Two requests at once of one attempt are a mistake, which is told and sends nothing.
    @Test func twoAtOnce() async throws {
        let fixture = CallFixture {
            $0.middleware = [
                .custom { request, body, _, next in
                    let results = await withTaskGroup(of: Int?.self) { group in
                        await withoutActuallyEscaping(next) { next in
                            for _ in 0..<2 {
                                group.addTask { try? await next(request, body).0.status.code }
                            }
                            return await group.reduce(into: []) { $0.append($1) }
                        }
                    }
                    return (HTTPResponse(status: .ok), ResponseBody(Array("\(results.compactMap(\.self).count)".utf8)))
                }
            ]
        }
        // The transport answers at once, so that they may also have come one after the other.
        #expect(["1", "2"].contains(try await fixture.call()))
        #expect(fixture.bucket.inFlight == 0)
        #expect(fixture.bucket.held == Double(fixture.sentAt.count))
    }

    /// What is told of the attempt: the same call, counted attempts, the time that it waited.
    @Test func context() async throws {
        let seen = Mutex<[AttemptContext]>([])
        let fixture = CallFixture(.status(503), .status(200)) {
            $0.middleware = [
                .custom { request, body, context, next in
                    seen.withLock { $0.append(context) }
                    return try await next(request, body)
                }
            ]
        }
        _ = try await fixture.result().get()
        _ = try await fixture.result().get()
        let contexts = seen.withLock { $0 }
        #expect(contexts.map(\.attempt) == [1, 2, 1])
        #expect(contexts[0].call == contexts[1].call && contexts[1].call != contexts[2].call)
        // Half of half a second before the repetition, and a minute for the third in the window.
        #expect(contexts.map(\.waited) == [.zero, .milliseconds(250), .seconds(60) - .milliseconds(250)])
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

/// Sends a request again that was answered with the status.
private func repeats(after status: Int) -> CustomMiddleware {
    .custom { request, body, _, next in
        let response = try await next(request, body)
        return response.0.status.code == status ? try await next(request, body) : response
    }
}

private func answersFromCache() -> CustomMiddleware {
    .custom { _, _, _, _ in (HTTPResponse(status: .ok), ResponseBody(Array("cached".utf8))) }
}
