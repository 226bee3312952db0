import ContactCenterAI
import Foundation
import HTTPTypes
import PacelineLimiter
import PacelineMock
import PacelineMockTransport
import PacelineRuntime
import Testing

/// The mock in the place of a client's transport.
@Suite(.timeLimit(.minutes(3))) struct MockTransportTests {
    private let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")

    private func mock(_ options: Mock.Options = .init()) throws -> MockTransport {
        try MockTransport(
            document: root.appending(path: "Specs/contact-center-ai.yaml").path, options: options)
    }

    private func client(_ mock: MockTransport, _ options: ClientOptions? = nil) -> ContactCenterAI {
        ContactCenterAI(
            accountID: "a-1", applicationID: "st-1", credentials: .auth { "token" }, transport: mock,
            options: options ?? mock.options)
    }

    @Test func answersAsTheDocumentSays() async throws {
        let mock = try mock()
        let skills = try await client(mock).skills.listSkills(skillGroupID: "g-1")
        #expect(!skills.results.isEmpty)
        #expect(mock.summary.requests == 1 && mock.summary.refused == 0)
        // A request that the document does not allow is judged as a server does.
        let error = await #expect(throws: CallError.self) {
            try await client(mock).skills.listSkills(
                skillGroupID: "g-1", options: CallOptions(query: ["limit": "many"]))
        }
        #expect(error?.response?.status == 400)
    }

    /// Two clients of one account, many calls at a time: the mock refuses none of them, and nobody waits for real.
    @Test func keepsToTheLimits() async throws {
        let mock = try mock()
        let clients = [client(mock), client(mock)]
        try await withThrowingTaskGroup { group in
            for number in 0..<300 {
                group.addTask { _ = try await clients[number % 2].skills.listSkills(skillGroupID: "g-1") }
            }
            try await group.waitForAll()
        }
        #expect(mock.summary.requests == 300 && mock.summary.refused == 0)
        #expect(mock.summary.policies.allSatisfy { $0.mostInWindow <= $0.quota })
        // Four windows, each with the margin for the clocks.
        #expect((.seconds(240) ... .seconds(243)).contains(mock.elapsed))
    }

    /// Delays of the mock pass on the same time.
    @Test func delays() async throws {
        let options = Mock.Options(latency: .uniform(.seconds(1) ... .seconds(1)))
        let mock = try mock(options)
        _ = try await client(mock).skills.listSkills(skillGroupID: "g-1")
        #expect(mock.elapsed == .seconds(2))
    }

    /// A client that does not keep to the limits is refused, and waits as it is told.
    @Test func refuses() async throws {
        var options = Mock.Options()
        options.retryAfter = .seconds
        let mock = try mock(options)
        var settings = mock.options
        settings.limits = .notEnforced
        settings.retry = .never
        let client = client(mock, settings)
        for _ in 0..<60 { _ = try await client.skills.listSkills(skillGroupID: "g-1") }
        let error = await #expect(throws: CallError.self) {
            try await client.skills.listSkills(skillGroupID: "g-1")
        }
        // The sixty seconds are over behind the sixtieth.
        #expect(error?.code == .refused && error?.retryAfter == .seconds(61))
    }

    @Test func mistakesOfTheDocumentAreShown() {
        let error = #expect(throws: Mock.Failure.self) { try MockTransport(document: "/nowhere.yaml") }
        #expect(error?.description.contains("/nowhere.yaml") == true)
    }
}
