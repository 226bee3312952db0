#if MockServer
import ContactCenterAI
import PacelineRuntime

/// Calls about contacts, queues and conversations, each once.
extension ContactCenterAI {
    func callContactsAndData() async throws {
        _ = try await contacts.createContacts(body: [
            .init(
                firstName: "John", lastName: "Doe", salutation: .mr,
                cellPhone: .init(phoneNumber: "5550100", countryCode: "+1", extension: ""))
        ])
        let table = """
            firstName,lastName,salutation,cellPhoneNumber,cellPhoneCountryCode,cellPhoneExtension
            John,Doe,Mr,5550100,+1,1

            """
        _ = try await contacts.importContacts(resultFile: FormFile(Array(table.utf8), filename: "contacts.csv"))
        let details = ContactCenterAI.DataImportDetails(
            userID: "u-1", orgID: "o-1", type: "skillGroups", accountID: "acc1")
        _ = try await importExport.importDataV1(body: .init(data: [], metaData: details))
        let skill = ContactCenterAI.SkillRecord(
            id: "6657", name: "Default Skill", isDefault: true, description: "d", status: "ACTIVE",
            lname: "default skill", iID: "st-1", createdByAID: "a-1")
        let group = ContactCenterAI.DataRecord(
            id: "6656", name: "Default SkillGroup", description: "d", status: "ACTIVE", color: "#D2000D",
            skills: [skill], lname: "default skillgroup", isDefault: true, iID: "st-1", createdByAID: "a-1",
            agentGroups: [], agents: [])
        _ = try await importExport.importDataV2(
            body: .init(data: [group], metaData: details), orgID: "o-1", type: "skillGroups")
        _ = try await importExport.exportDataV1(orgID: "o-1", type: "skillGroups")
        _ = try await importExport.exportDataV2(orgID: "o-1", type: "skillGroups")
    }

    func callQueues() async throws {
        _ = try await transfers.transferConversation(
            body: .init(callbackURL: "https://example.com/cb", orgID: "o-1", botSessionID: "s1", aID: "a-1"))
        let queue = ContactCenterAI.QueueInput(
            name: "Queue1", isActive: true, isDefault: false, orgID: "o-1", hoursOfOperation: .init(id: "h-1"),
            agents: [.init(userID: "u-1", aID: "a-1", isPreferredAgent: true)], skills: [], agentGroups: [],
            maxTimeout: .init(min: 10, sec: 0))
        _ = try await queues.createQueue(body: queue)
        _ = try await queues.listQueues()
        _ = try await queues.listAgentsOrQueues(body: .init(queueIDs: ["qu-1"]))
        _ = try await queues.getQueue(queueID: "qu-1")
        _ = try await queues.updateQueue(queueID: "qu-1", body: queue)
        try await queues.deleteQueue(queueID: "qu-1")
        _ = try await hoursOfOperation.getHoursOfOperation(orgID: "o-1", queueID: "qu-1")
    }

    func callRecordings() async throws {
        _ = try await voiceGateway.getCallRecordingV1(userID: "u-1", sessionID: "s1")
        _ = try await voiceGateway.getCallRecordingV2(sessionID: "s1", userID: "u-1")
        _ = try await voiceGateway.deleteCallRecording(sessionID: "s1")
        _ = try await voiceGateway.getVoicemail(sessionID: "s1", transcription: true)
    }
}
#endif
