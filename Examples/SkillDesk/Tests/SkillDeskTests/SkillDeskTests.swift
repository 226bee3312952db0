import ContactCenterAI
import Foundation
import PacelineMockTransport
import PacelineRuntime
import PacelineTesting
import SkillDesk
import Testing

private typealias Operations = ContactCenterAI.Operations

private func client(_ transport: some Transport, _ options: ClientOptions) -> ContactCenterAI {
    ContactCenterAI(
        accountID: "a-1", applicationID: "st-1", credentials: .auth { "token" }, transport: transport, options: options)
}

/// A user's tests: with a fake.
@Suite struct FakeTests {
    /// Sixty calls a minute: what takes the server more than a quarter of an hour takes the test no time.
    @Test func thousandSkills() async throws {
        let fake = FakeTransport().on(Operations.createSkill) { call in
            guard let skill = try? call.body(as: ContactCenterAI.SkillInput.self) else { return .status(400) }
            return .value(ContactCenterAI.Skill(id: "id of \(skill.name)"), status: 201)
        }
        let start = ContinuousClock.now
        let ids = try await SkillImport(client: client(fake, fake.options))
            .run((1...1_000).map { "skill \($0)" }, into: "g-1")
        print("1000 calls under 60 a minute took \(ContinuousClock.now - start)")
        #expect(Set(ids).count == 1_000)
        #expect(fake.calls(of: Operations.createSkill).count == 1_000)
        #expect(fake.elapsed == .seconds(16 * 60))
    }

    @Test func skillsThatExistAreLeftOut() async throws {
        let fake = FakeTransport().on(
            Operations.createSkill, .value(ContactCenterAI.Skill(id: "s-1"), status: 201), .status(409))
        let ids = try await SkillImport(client: client(fake, fake.options)).run(["Billing", "Returns"], into: "g-1")
        #expect(ids == ["s-1"])
        let sent = try fake.calls(of: Operations.createSkill).map { call in
            try call.body(as: ContactCenterAI.SkillInput.self).name
        }
        #expect(Set(sent) == ["Billing", "Returns"])
    }

    @MainActor @Test func listShowsNamesAndTrouble() async {
        let page = ContactCenterAI.SkillPage(
            results: [.init(id: "s-1", name: "Billing"), .init(id: "s-2", name: "Sales")])
        let fake = FakeTransport().on(Operations.listSkills, .value(page), .status(404), .status(429))
        let list = SkillList(client: client(fake, fake.options))
        await list.load("g-1")
        #expect(list.names == ["Billing", "Sales"] && list.message == nil)
        await list.load("g-2")
        #expect(list.message?.contains("404") == true)
        await list.load("g-2")
        #expect(list.message == "The desk is busy. Try again in a moment.")
    }
}

/// A user's tests: with the document as the server.
@Suite struct MockTests {
    private func mock() throws -> MockTransport {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../..")
        return try MockTransport(document: root.appending(path: "Specs/contact-center-ai.yaml").path)
    }

    /// Two desks of one account: the mock counts as the server does, and refuses nothing.
    @Test func twoDesksShareTheQuota() async throws {
        let mock = try mock()
        let desks = [SkillImport(client: client(mock, mock.options)), SkillImport(client: client(mock, mock.options))]
        try await withThrowingTaskGroup { tasks in
            for (number, desk) in desks.enumerated() {
                tasks.addTask { _ = try await desk.run((1...100).map { "skill \($0)" }, into: "g-\(number)") }
            }
            try await tasks.waitForAll()
        }
        #expect(mock.summary.requests == 200 && mock.summary.refused == 0)
    }
}
