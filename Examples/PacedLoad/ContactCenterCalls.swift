import ContactCenterAI
import PacelineRuntime

/// A mix of calls of all groups of the API.
struct ContactCenterCalls: Sendable {
    let client: ContactCenterAI

    /// The call with this number: every group in turn.
    @Sendable func call(_ number: Int) async throws(CallError) {
        switch number % 17 {
        case 0: _ = try await client.analytics.listConversations(limit: 10, status: [.active, .open])
        case 1: _ = try await client.agents.getAgent(agentID: "a-1")
        case 2:
            let skill = ContactCenterAI.SkillInput(name: "Billing", skillGroupID: "sg-1")
            _ = try await client.skills.createSkill(skillGroupID: "sg-1", body: skill)
        case 3: _ = try await client.skillGroups.listSkillGroups()
        case 4: _ = try await client.agentGroups.createAgentGroup(body: .init(name: "West", description: "The west"))
        case 5:
            let file = FormFile(Array("name,phone".utf8), filename: "contacts.csv")
            _ = try await client.contacts.importContacts(resultFile: file)
        case 6: _ = try await client.importExport.exportDataV1(orgID: "o-1")
        default: try await laterCall(number % 17)
        }
    }

    private func laterCall(_ number: Int) async throws(CallError) {
        switch number {
        case 7:
            let transfer = ContactCenterAI.TransferRequest(
                callbackURL: "https://example.com/done", orgID: "o-1", botSessionID: "s-1", aID: "a-1")
            _ = try await client.transfers.transferConversation(body: transfer)
        case 8: try await client.queues.deleteQueue(queueID: "qu-1")
        case 9: _ = try await client.wfm.listWFMQueues()
        case 10: _ = try await client.hoursOfOperation.getHoursOfOperation(orgID: "o-1", queueID: "qu-1")
        case 11: _ = try await client.voiceGateway.getCallRecordingV2(sessionID: "s-1")
        case 12: _ = try await client.smsCampaigns.startSMSCampaign(campaignID: "cd-1")
        case 13: _ = try await client.voiceCampaigns.getVoiceCampaign(campaignID: "cd-1")
        case 14: _ = try await client.campaignStatus.getCampaignStatus(campaignID: "cd-1")
        case 15: _ = try await client.campaignDetails.listCampaigns(body: .init(type: .sms))
        default: _ = try await client.contactLists.getContactList(contactListID: "cl-1")
        }
    }
}
