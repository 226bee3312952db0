#if MockServer
import ContactCenterAI

private let callerID = ContactCenterAI.CallerIDInput(phoneNumber: "+15550100")
private let hours = ContactCenterAI.CallingHoursInput(
    frequency: .weekly, timezone: "Asia/Kolkata", days: [.init(day: .mo, start: "9:00 AM", end: "6:00 PM")])
private let sms = ContactCenterAI.SMSDialingStrategyInput(callerID: callerID, callingHours: hours)
private let voice = ContactCenterAI.VoiceDialingStrategyInput(
    callerID: callerID, callingHours: hours, dialingOrder: .fifo, maxAttemptsPerRecord: 3, defaultRetryPeriod: 10,
    maxRingTime: 30)
private let unscheduled = ContactCenterAI.CampaignScheduleInput(isSchedulingEnabled: false)

/// Calls about campaigns, each once.
extension ContactCenterAI {
    func callSMSCampaigns() async throws {
        _ = try await smsCampaigns.createSMSCampaignWithoutTemplate(
            body: .init(
                name: "X", description: "d", contactLists: ["List A"], priority: .value5,
                message: .init(templateID: "", message: "Hi"), dialingStrategy: sms, schedule: unscheduled))
        _ = try await smsCampaigns.createSMSCampaignWithTemplate(
            body: .init(
                name: "X", description: "d", contactLists: ["List A"], priority: .value5,
                message: .init(templateName: "T", message: "SGk%3D"), dialingStrategy: sms, schedule: unscheduled))
        _ = try await smsCampaigns.createAdvancedSMSCampaign(
            body: .init(
                name: "X", description: "d", contactLists: ["List A"], priority: .value5, experienceFlowName: "Flow",
                dialingStrategy: sms, schedule: unscheduled))
        _ = try await smsCampaigns.getSMSCampaign(campaignID: "cd-1")
        _ = try await smsCampaigns.updateSMSCampaign(
            campaignID: "cd-1",
            body: .init(
                name: "X", description: "d", contactLists: ["List A"], priority: .value5, format: .advanced,
                experienceFlowName: "Flow", dialingStrategy: sms, schedule: unscheduled))
        _ = try await smsCampaigns.startSMSCampaign(campaignID: "cd-1")
        _ = try await smsCampaigns.stopSMSCampaign(campaignID: "cd-1")
        _ = try await smsCampaigns.deleteSMSCampaign(campaignID: "cd-1")
        _ = try await smsCampaigns.sendOutboundSMS(body: .init(fromNo: "+15550100", toNo: "+15550101"))
    }

    func callVoiceCampaigns() async throws {
        _ = try await voiceCampaigns.createAgentlessVoiceCampaign(
            body: .init(
                name: "X", description: "d", contactLists: ["List A"], priority: .value5, experienceFlowName: "Flow",
                enableMachineDetect: false, dialingStrategy: voice, schedule: unscheduled))
        _ = try await voiceCampaigns.createProgressiveVoiceCampaign(
            body: .init(
                name: "X", description: "d", contactLists: ["List A"], priority: .value5, queueName: "Default Queue",
                enableMachineDetect: false, dialingStrategy: voice, schedule: unscheduled))
        _ = try await voiceCampaigns.createPreviewVoiceCampaign(
            body: .init(
                name: "X", description: "d", contactLists: ["List A"], priority: .value5, queueName: "Default Queue",
                maxSkips: 1, enableMachineDetect: false, dialingStrategy: voice, schedule: unscheduled))
        _ = try await voiceCampaigns.updateVoiceCampaign(
            campaignID: "cd-1",
            body: .init(
                name: "X", description: "d", contactLists: ["List A"], priority: .value5, dialingMode: .preview,
                queueName: "Default Queue", maxSkips: 1, enableMachineDetect: false, dialingStrategy: voice,
                schedule: unscheduled))
        _ = try await voiceCampaigns.getVoiceCampaign(campaignID: "cd-1")
        _ = try await voiceCampaigns.startVoiceCampaign(campaignID: "cd-1")
        _ = try await voiceCampaigns.stopVoiceCampaign(campaignID: "cd-1")
        _ = try await voiceCampaigns.deleteVoiceCampaign(campaignID: "cd-1")
    }

    func callContactLists() async throws {
        _ = try await campaignStatus.getCampaignStatus(campaignID: "cd-1")
        _ = try await campaignDetails.listCampaigns(
            body: .init(
                type: .sms, limit: 50, skip: 0, page: 1, sortBy: .init(createdAt: .desc),
                filters: .init(status: [.ready])))
        _ = try await contactLists.listCampaignContacts(campaignID: "cd-1", body: .init(page: 1, limit: 100))
        _ = try await contactLists.createContactList(
            body: .init(name: "List A", description: "d", source: .passiveAPI, allowDuplicates: true))
        _ = try await contactLists.updateContactList(contactListID: "cl-1", body: .init(name: "List B"))
        _ = try await contactLists.getContactList(contactListID: "cl-1")
        _ = try await contactLists.listContactLists(type: "call")
        _ = try await contactLists.addContacts(
            body: .init(contactListName: "List A", data: [.init(phoneNumber: "15550100")]))
        _ = try await contactLists.deleteContactList(contactListID: "cl-1")
    }
}
#endif
