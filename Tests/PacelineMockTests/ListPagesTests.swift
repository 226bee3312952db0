import ContactCenterAI
import Foundation
import PacelineLimiter
import PacelineMock
import PacelineMockTransport
import PacelineRuntime
import Testing

/// The first API's lists, page by page, over the mock of its document.
@Suite(.timeLimit(.minutes(2))) struct ListPagesTests {
    private let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")

    private func mock(pages: Int = 3, windowScale: Double = 1) throws -> MockTransport {
        var options = Mock.Options(windowScale: windowScale)
        options.pages = pages
        return try MockTransport(
            document: root.appending(path: "Specs/contact-center-ai.yaml").path, options: options)
    }

    private func client(_ mock: MockTransport, _ options: ClientOptions? = nil) -> ContactCenterAI {
        ContactCenterAI(
            accountID: "a-1", applicationID: "st-1", credentials: .auth { "token" }, transport: mock,
            options: options ?? mock.options)
    }

    private func counts<Value, Item>(_ list: PagedList<Value, Item>) async throws -> [Int] {
        var counts: [Int] = []
        for try await page in list.pages { counts.append(page.items.count) }
        return counts
    }

    /// Every list of which the reference tells how its pages are asked for.
    @Test func everyDeclaredList() async throws {
        let mock = try mock()
        let client = client(mock)
        #expect(try await counts(client.skills.listSkillsPaged(skillGroupID: "g")) == [10, 10, 5])
        #expect(try await counts(client.skills.listSkillsPaged(skillGroupID: "g", limit: 3)) == [3, 3, 2])
        #expect(try await counts(client.agents.listAgentsPaged(orgID: "o-1")) == [10, 10, 5])
        #expect(try await counts(client.analytics.listConversationsPaged(limit: 2)) == [2, 2, 1])
        let calls = ContactCenterAI.CallDetailsRequest(
            startDate: "2026-02-23", endDate: "2026-02-26", timeZoneOffset: 0)
        #expect(try await counts(client.analytics.listCallDetailsPaged(body: calls, limit: 100)) == [100, 100, 50])
        let volume = ContactCenterAI.ContactVolumeRequest(orgID: "o-1", toTimeStamp: .now, skip: 5, limit: 4)
        #expect(try await counts(client.wfm.getContactVolumePaged(body: volume)) == [4, 4, 2])
        let campaigns = ContactCenterAI.CampaignListRequest(type: .sms, limit: 2)
        #expect(try await counts(client.campaignDetails.listCampaignsPaged(body: campaigns)) == [2, 2, 1])
        let contacts = ContactCenterAI.CampaignContactsRequest(limit: 100)
        #expect(
            try await counts(client.contactLists.listCampaignContactsPaged(campaignID: "cd-1", body: contacts))
                == [100, 100, 50])
        #expect(mock.summary.refused == 0)
    }

    /// A size that nobody means makes no page that does not fit into memory.
    @Test func hostileSizes() async throws {
        let mock = try mock()
        var pages = client(mock).skills.listSkillsPaged(skillGroupID: "g", limit: Int.max).pages.makeAsyncIterator()
        #expect(try #require(try await pages.next()).items.count <= 1_000)
    }

    /// Three readers of 100 pages each, under 60 requests in 2 s, which the mock counts by itself.
    @Test(arguments: [0, 1])
    func threeReaders(prefetch: Int) async throws {
        let mock = try mock(pages: 100, windowScale: 1.0 / 30)
        var options = mock.options
        options.limits.override(ContactCenterAI.Limits.perMinute, with: .init(window: .seconds(2)))
        let client = client(mock, options)
        let seen: [Int] = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    let paging = PageOptions(prefetch: prefetch)
                    var count = 0
                    for try await _ in client.skills.listSkillsPaged(skillGroupID: "g", limit: 1, paging: paging) {
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(seen == [100, 100, 100])
        #expect(mock.summary.requests == 300)
        #expect(mock.summary.refused == 0)
        #expect(mock.summary.policies.allSatisfy { $0.mostInWindow <= 60 })
    }
}
