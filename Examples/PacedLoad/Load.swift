import ContactCenterAI
import PacelineRuntime
import Synchronization

/// The calls of a run: a mix of all groups, made by several tasks that each take the next number until none is left.
struct Load: Sendable {
    let client: ContactCenterAI
    let calls: Int
    let tasks: Int

    /// What became of a run.
    struct Outcome: Sendable {
        var succeeded = 0
        var refused = 0
        var failures: [CallError] = []
        var time: Duration = .zero

        var finished: Int { succeeded + refused + failures.count }
    }

    /// Makes the calls; `progress` is shown meanwhile.
    func run(reporting progress: Progress) async -> Outcome {
        let state = Counters()
        let start = ContinuousClock.now
        let display = Task { await progress.show(state) }
        await withTaskGroup { group in
            for _ in 0..<tasks {
                group.addTask {
                    while let number = state.next(of: calls) {
                        do throws(CallError) {
                            try await call(number)
                            state.update { $0.succeeded += 1 }
                        } catch {
                            state.update { error.code == .refused ? $0.refused += 1 : $0.failures.append(error) }
                        }
                    }
                }
            }
        }
        state.update { $0.time = ContinuousClock.now - start }
        display.cancel()
        await display.value
        return state.outcome
    }

    /// The call with this number: every group in turn.
    private func call(_ number: Int) async throws(CallError) {
        switch number % 17 {
        case 0: _ = try await client.analytics.listConversations(limit: 10, status: [.active, .open])
        case 1: _ = try await client.agents.getAgent(agentID: "a-1")
        case 2:
            let skill = ContactCenterAI.SkillInput(name: "Billing", skillGroupID: "sg-1")
            _ = try await client.skills.createSkill(skill, skillGroupID: "sg-1")
        case 3: _ = try await client.skillGroups.listSkillGroups()
        case 4: _ = try await client.agentGroups.createAgentGroup(.init(name: "West", description: "The west"))
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
            _ = try await client.transfers.transferConversation(transfer)
        case 8: try await client.queues.deleteQueue(queueID: "qu-1")
        case 9: _ = try await client.wfm.listWfmQueues()
        case 10: _ = try await client.hoursOfOperation.getHoursOfOperation(orgID: "o-1", queueID: "qu-1")
        case 11: _ = try await client.voiceGateway.getCallRecordingV2(sessionID: "s-1")
        case 12: _ = try await client.smsCampaigns.startSMSCampaign(campaignID: "cd-1")
        case 13: _ = try await client.voiceCampaigns.getVoiceCampaign(campaignID: "cd-1")
        case 14: _ = try await client.campaignStatus.getCampaignStatus(campaignID: "cd-1")
        case 15: _ = try await client.campaignDetails.listCampaigns(.init(type: .sms))
        default: _ = try await client.contactLists.getContactList(contactListID: "cl-1")
        }
    }
}

/// The numbers that the tasks of a run share.
final class Counters: Sendable {
    private let state = Mutex((next: 0, outcome: Load.Outcome()))

    var outcome: Load.Outcome { state.withLock { $0.outcome } }

    /// The next call's number, nil when all are taken.
    func next(of calls: Int) -> Int? {
        state.withLock { state in
            guard state.next < calls else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    func update(_ change: (inout Load.Outcome) -> Void) { state.withLock { change(&$0.outcome) } }
}
