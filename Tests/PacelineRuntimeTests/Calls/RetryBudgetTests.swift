import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What bounds repetitions, and what makes them safe.
@Suite(.timeLimit(.minutes(1))) struct RetryBudgetTests {
    private static let get = OperationDescriptor.unlimited(.get)

    /// Five failures take half of ten tokens; then nothing is repeated until successes have earned a part again.
    @Test func tenTokens() async throws {
        let fixture = CallFixture(.status(503))
        for sent in [3, 5, 6, 7] {
            _ = try await fixture.failure(Self.get)
            #expect(fixture.sentAt.count == sent)
        }
    }

    @Test func successesEarn() {
        let (budget, numbers) = (RetryBudget(), RetryOptions.Budget())
        for _ in 0..<5 { budget.spend(numbers) }
        #expect(!budget.allowsRepetition(numbers))
        budget.earn(numbers)
        #expect(budget.allowsRepetition(numbers))
        for _ in 0..<50 { budget.spend(numbers) }
        for _ in 0..<50 { budget.earn(numbers) }
        #expect(!budget.allowsRepetition(numbers), "ten tokens are all that can be lost: fifty successes earn five")
        budget.earn(numbers)
        #expect(budget.allowsRepetition(numbers))
        for _ in 0..<500 { budget.earn(numbers) }
        for _ in 0..<4 { budget.spend(numbers) }
        #expect(budget.allowsRepetition(numbers), "no more is earned than was lost")
        budget.spend(numbers)
        #expect(!budget.allowsRepetition(numbers))
        #expect(budget.allowsRepetition(nil))
    }

    /// Copies of a client for other principals meet the same server.
    @Test func sharedByCopies() async throws {
        let fixture = CallFixture(.status(503))
        for _ in 0..<2 { _ = try await fixture.failure(Self.get) }
        let other = fixture.core.with(principals: ["account": "other"])
        let before = fixture.sentAt.count
        _ = await fixture.result { () throws(CallError) in
            try await other.send(RequestBuilder(Self.get, .default))
        }
        #expect(fixture.sentAt.count == before + 1)
    }

    @Test func ownNumbersAndNone() async throws {
        let fixture = CallFixture(.status(503), retry: RetryOptions(attempts: 9, budget: .init(tokens: 4)))
        _ = try await fixture.failure(Self.get)
        #expect(fixture.sentAt.count == 2)
        _ = try await fixture.failure(Self.get, CallOptions(retry: RetryOptions(attempts: 9, budget: nil)))
        #expect(fixture.sentAt.count == 11)
    }

    /// Refusals are waited out whatever failed before.
    @Test func refusalsDoNotDrawOnIt() async throws {
        let fixture = CallFixture(.status(429, fields: [.retryAfter: "1"]), retry: RetryOptions(refusals: 20))
        _ = try await fixture.failure(.add)
        #expect(fixture.sentAt.count == 21)
        let undeclared = CallFixture(.status(429), limits: .unobserved)
        for _ in 0..<4 { _ = try await undeclared.failure(Self.get) }
        #expect(undeclared.sentAt.count == 12)
        #expect([fixture, undeclared].allSatisfy { $0.core.budget.allowsRepetition(RetryOptions.Budget(tokens: 1)) })
    }

    @Test func statuses() async throws {
        let options = CallOptions(retry: RetryOptions(statuses: [500]))
        let own = CallFixture(.status(500))
        _ = try await own.failure(Self.get, options)
        #expect(own.sentAt.count == 3)
        let standard = CallFixture(.status(503))
        _ = try await standard.failure(Self.get, options)
        #expect(standard.sentAt.count == 1)
    }

    /// A body that is too large would be as large again.
    @Test func tooLarge() async throws {
        let fixture = CallFixture(.status(200, "12345")) { $0.maximumBodyBytes = 4 }
        let error = try await fixture.failure(Self.get)
        #expect(error.code == .transport)
        #expect(error.message == "the response's body is larger than 4 bytes")
        #expect(fixture.sentAt == [0])
    }

    private static func operation(
        _ method: OperationDescriptor.Method, _ idempotency: OperationDescriptor.Idempotency
    ) -> OperationDescriptor {
        OperationDescriptor(id: "o", method: method, path: "/", idempotency: idempotency)
    }

    @Test(
        arguments: [
            (.post, .declared(true), 3), (.get, .declared(false), 1), (.post, .key(header: "Idempotency-Key"), 3),
            (.post, .method, 1), (.get, .method, 3),
        ] as [(OperationDescriptor.Method, OperationDescriptor.Idempotency, Int)])
    func declared(
        method: OperationDescriptor.Method, idempotency: OperationDescriptor.Idempotency, sent: Int
    ) async throws {
        for response in [ScriptedResponse.status(503), .fails(.maybeSent), .status(200).thenFails()] {
            let fixture = CallFixture(response)
            _ = try await fixture.failure(Self.operation(method, idempotency))
            #expect(fixture.sentAt.count == sent)
        }
    }

    private static func keys(_ fixture: CallFixture) -> [String?] {
        fixture.transport.sent.map { $0.request.headerFields[HTTPField.Name("Idempotency-Key")!] }
    }

    /// One key for all requests of a call, another for another call; the caller's own where there is one.
    @Test func keys() async throws {
        let operation = Self.operation(.post, .key(header: "Idempotency-Key"))
        let fixture = CallFixture(.status(503), .fails(.maybeSent), .status(200)) {
            $0.random = { .random(in: 0..<1) }
        }
        for _ in 0..<2 { _ = try await fixture.result(operation).get() }
        let keys = Self.keys(fixture)
        #expect(keys.count == 4)
        #expect(Set(keys[..<3]).count == 1)
        #expect(Set(keys).count == 2)
        let form = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(try keys.allSatisfy { try form.wholeMatch(in: $0 ?? "") != nil })
        var own = RequestBuilder(operation, .default)
        own.header("idempotency-key", "mine")
        _ = try await fixture.core.text(own)
        #expect(Self.keys(fixture).last == "mine")
    }
}
