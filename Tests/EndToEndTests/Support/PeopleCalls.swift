#if MockServer
import ContactCenterAI
import Foundation
import PacelineRuntime
import Testing

/// Calls about agents, their work and their skills, each once.
extension ContactCenterAI {
    func callAnalytics() async throws {
        _ = try await analytics.getIntentRealTimeData()
        _ = try await analytics.getAgentStatusSummary(
            body: .init(
                filter: .init(
                    agents: ["jane@example.com"],
                    dateFilter: .init(
                        startDate: day("2022-08-25"), endDate: day("2022-08-26"), timeZoneOffSet: -330)),
                granularity: .pt30m),
            limit: 10, offset: 0)
        _ = try await analytics.getAgentStatusDetails(
            body: .init(
                filter: .init(
                    dateFilter: .init(
                        startDate: day("2023-04-13"), endDate: day("2023-04-13"), timeZoneOffSet: -330))),
            limit: 10, offset: 0)
        _ = try await analytics.listCallDetails(
            body: .init(
                startDate: "2026-02-23", endDate: "2026-02-26", timeZoneOffset: -330, channels: [], queues: [],
                selectedFields: [.skills]),
            limit: 10, offset: 0)
        _ = try await analytics.getConversationDetails(
            sessionID: "s1", startDate: day("2024-10-24"), endDate: day("2024-10-28"), timeZoneOffset: -330)
        _ = try await analytics.listConversations(
            skip: 0, limit: 10, fields: "status", status: [.active, .closed], source: "rtm", language: "en")
        _ = try await analytics.getConversation(conversationID: "c-1")
        _ = try await analytics.getQueueSize(queueID: "qu-1", body: .init(channels: ["rtm"], languages: ["en"]))
        _ = try await wfm.listWFMAgents(offset: 0, limit: 10)
        _ = try await wfm.listWFMQueues()
        let (from, to) = (try time("2023-01-07T09:45:00Z"), try time("2023-01-08T10:00:00Z"))
        _ = try await wfm.getAgentActivity(fromTimeStamp: from, toTimeStamp: to)
        _ = try await wfm.getContactVolume(
            body: .init(orgID: "o-1", fromTimeStamp: from, toTimeStamp: to, skip: 0, limit: 2))
    }

    func callAgents() async throws {
        _ = try await agents.createAgent(
            body: .init(
                emailID: "jane@example.com", firstName: "Jane", lastName: "Doe", roleID: "r1", canSupportChat: true,
                maxChatSupport: 5, queues: [.init(id: "qu-1", isPreferredAgent: false)]))
        _ = try await agents.listAgents(orgID: "o-1", page: 1, includeQueues: true)
        _ = try await agents.getAgent(agentID: "a-1")
        _ = try await agents.updateAgent(
            agentID: "a-1",
            body: .init(
                id: "a-1", userID: "u-1", accountID: "acc1", orgID: "o-1", iID: "st-1", roleID: "r1",
                agentGroupID: "ag-1", emailID: "jane@example.com", firstName: "Jane", lastName: "Doe",
                status: "ACTIVE"))
        _ = try await agents.deleteAgent(agentID: "a-1")
        _ = try await agents.listAgentsByCustomID(customID: "1111")
        _ = try await agents.getAgentAvailability(body: .init(queueIDs: ["qu-1"]))
        _ = try await agentGroups.createAgentGroup(body: .init(name: "West", description: "d"))
        _ = try await agentGroups.listAgentGroups()
        _ = try await agentGroups.getAgentGroup(agentGroupID: "ag-1")
        _ = try await agentGroups.updateAgentGroup(
            agentGroupID: "ag-1",
            body: .init(name: "West", description: "d", managers: [.init(userID: "u-1", accessLevel: .full)]))
        _ = try await agentGroups.deleteAgentGroup(agentGroupID: "ag-1")
    }

    func callSkills() async throws {
        _ = try await skills.createSkill(
            skillGroupID: "sg-1",
            body: .init(
                name: "Billing", description: "d", skillGroupID: "sg-1",
                agents: [.init(userID: "u-1", proficiencyLevel: .average)]))
        _ = try await skills.listSkills(skillGroupID: "sg-1", page: 1, limit: 10)
        _ = try await skills.getSkill(skillGroupID: "sg-1", skillID: "sk-1")
        _ = try await skills.updateSkill(
            skillGroupID: "sg-1", skillID: "sk-1",
            body: .init(
                name: "Billing", description: "d", skillGroupID: "sg-1",
                agents: [.init(userID: "u-1", proficiencyLevel: .expert)]))
        try await skills.deleteSkill(skillGroupID: "sg-1", skillID: "sk-1")
        _ = try await skillGroups.createSkillGroup(body: .init(name: "Premium", description: "d", color: "#0f0f0f"))
        _ = try await skillGroups.listSkillGroups()
        _ = try await skillGroups.getSkillGroup(skillGroupID: "sg-1")
        _ = try await skillGroups.updateSkillGroup(
            skillGroupID: "sg-1", body: .init(id: "620b8", name: "Premium", description: "d", color: "#f0f0f0"))
        try await skillGroups.deleteSkillGroup(skillGroupID: "sg-1")
    }

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    private func time(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
}
#endif
