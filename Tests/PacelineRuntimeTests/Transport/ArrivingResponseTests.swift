import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// What a transport hears on one side and a reader gets on the other.
@Suite(.timeLimit(.minutes(1))) struct ArrivingResponseTests {
    private let stopped = Counter()

    private final class Counter: Sendable {
        private let value = Atomic(0)
        var count: Int { value.load(ordering: .relaxed) }
        func add() { value.add(1, ordering: .relaxed) }
    }

    private func response(_ context: TransportContext = TransportContext()) -> ArrivingResponse {
        let response = ArrivingResponse(context)
        response.begin { [stopped] in stopped.add() }
        return response
    }

    private func receive(_ bytes: [UInt8], _ response: ArrivingResponse) -> ArrivingResponse.Reception {
        bytes.withUnsafeBytes(response.received)
    }

    @Test(arguments: [true, false]) func headThenBody(isReadEarly: Bool) async throws {
        let response = response()
        let reading = Task { try await response.head() }
        if isReadEarly { for _ in 0..<50 { await Task.yield() } }
        response.received(HTTPResponse(status: .ok))
        #expect(try await reading.value.status == .ok)
        let body = response.body
        var chunks = body.makeAsyncIterator()
        #expect(receive([1, 2], response) == .goOn)
        #expect(receive([3], response) == .goOn)
        #expect(try await chunks.next() == [1, 2, 3])
        let next = Task {
            var chunks = body.makeAsyncIterator()
            return try await chunks.next()
        }
        if isReadEarly { for _ in 0..<50 { await Task.yield() } }
        #expect(receive([4], response) == .goOn)
        #expect(try await next.value == [4])
        response.ended()
        #expect(try await chunks.next() == nil)
        #expect(try await chunks.next() == nil)
        #expect(stopped.count == 0)
    }

    /// A client that can wait does when the reader is behind, and goes on when that has read.
    @Test func waitsForTheReader() async throws {
        let response = response()
        var chunks = response.body.makeAsyncIterator()
        let wentOn = Counter()
        #expect(receive(Array(repeating: 7, count: 70_000), response) == .wait)
        response.whenThereIsRoom { wentOn.add() }
        #expect(wentOn.count == 0)
        #expect(try await chunks.next()?.count == 70_000)
        #expect(wentOn.count == 1)
        // With nothing to be read there is room already, and at the end it is all one.
        response.whenThereIsRoom { wentOn.add() }
        #expect(wentOn.count == 2)
        #expect(receive(Array(repeating: 7, count: 70_000), response) == .wait)
        response.whenThereIsRoom { wentOn.add() }
        response.ended(TransportError(.connectionClosed, "gone"))
        #expect(wentOn.count == 3)
        // What came before the end is read first.
        #expect(try await chunks.next()?.count == 70_000)
        await #expect(throws: TransportError.self) { _ = try await chunks.next() }
    }

    /// One byte more than will be read is kept, so that the reader sees that it is too much, and nothing after it.
    @Test func bound() async throws {
        let response = response(TransportContext(maximumBodyBytes: 4))
        var chunks = response.body.makeAsyncIterator()
        #expect(receive([1, 2, 3, 4], response) == .goOn)
        #expect(receive([5, 6], response) == .stop)
        #expect(receive([7], response) == .stop)
        response.ended()
        #expect(try await chunks.next() == [1, 2, 3, 4, 5, 6])
        #expect(try await chunks.next() == nil)
    }

    @Test func dropped() async throws {
        let response = response()
        response.received(HTTPResponse(status: .ok))
        _ = try await response.head()
        do {
            let body = response.body
            _ = receive([1], response)
            #expect(stopped.count == 0)
            withExtendedLifetime(body) {}
        }
        #expect(stopped.count == 1)
        #expect(receive([2], response) == .stop)
        response.ended(TransportError(.maybeSent, "late"))
        #expect(stopped.count == 1)
    }

    /// Two that end in their own times, whatever the client does; one is read, one waits for its head.
    @Test func time() async throws {
        let time = ManualTimeSource()
        let limiter = RateLimiter(time: time.source)
        func response(_ seconds: Int) -> ArrivingResponse {
            var context = TransportContext()
            context.deadline = (limiter.deadlines, .zero + .seconds(seconds))
            return self.response(context)
        }
        let (short, long) = (response(5), response(9))
        short.received(HTTPResponse(status: .ok))
        _ = try await short.head()
        let body = short.body
        let chunk = Task {
            var chunks = body.makeAsyncIterator()
            return try await chunks.next()
        }
        let head = Task { try await long.head() }
        try await time.sleepers()
        time.advance(by: .seconds(5))
        let first = await chunk.result
        #expect(try #require(throws: TransportError.self) { try first.get() }.isTimeout)
        #expect(stopped.count == 1)
        while time.nextWake != .zero + .seconds(9), !Task.isCancelled { await Task.yield() }
        time.advance(to: .zero + .seconds(9))
        let second = await head.result
        #expect(try #require(throws: TransportError.self) { try second.get() }.isTimeout)
        #expect(stopped.count == 2)
        #expect(time.sleeperCount == 0)
    }

    /// Whoever is cancelled hears what the client says of the request or, of one that says nothing, comes back after
    /// the grace.
    @Test(arguments: [true, false]) func cancelled(isHeeded: Bool) async throws {
        let time = ManualTimeSource()
        let limiter = RateLimiter(time: time.source)
        var context = TransportContext()
        context.deadline = (limiter.deadlines, .zero + .seconds(9))
        let response = ArrivingResponse(context)
        response.begin { if isHeeded { response.ended(TransportError(.notSent, "never left")) } }
        let head = Task { try await response.head() }
        try await time.sleepers()
        head.cancel()
        if !isHeeded {
            while time.nextWake != .zero + Exchange.cancellationGrace, !Task.isCancelled { await Task.yield() }
            time.advance(by: Exchange.cancellationGrace)
        }
        let result = await head.result
        let error = try #require(throws: TransportError.self) { try result.get() }
        #expect(error.delivery == (isHeeded ? .notSent : .maybeSent))
        #expect(!error.isTimeout)
        #expect(time.sleeperCount == 0)
    }
}
