import ContactCenterAI
import PacelineRuntime
import PacelineTesting
import SkillDesk

// Four callers, each on its own actor, and whether it is still there in and behind each kind of call.

let skill = ContactCenterAI.SkillDetails(id: "s-1", name: "Billing")
let fake = FakeTransport().on(ContactCenterAI.Operations.getSkill, return: skill)
let client = ContactCenterAI(
    accountID: "a-1", applicationID: "st-1", credentials: .auth { "token" }, transport: fake, options: fake.options)
var table = Table()

// The top level of a program is on the main actor.
var topLevel: [String] = []
topLevel.append(try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1").id)
MainActor.assertIsolated()
table.add("top level", "call", topLevel)
let (value, response) = try await CallOptions.default.withResponse { options throws(CallError) in
    MainActor.assertIsolated()
    topLevel.append("in the closure")
    return try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1", options: options)
}
MainActor.assertIsolated()
table.add("top level", "withResponse", topLevel + [value.id, "\(response.status)"])
let raw = try await CallOptions.default.rawResponse(accept: "application/json") { options throws(CallError) in
    MainActor.assertIsolated()
    topLevel.append("in the closure")
    _ = try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1", options: options)
}
MainActor.assertIsolated()
table.add("top level", "rawResponse", topLevel + ["\(raw.status)"])

let model = ViewModel(client: client)
table.add(try await model.callAll())
let worker = Worker(client: client)
table.add(try await worker.callAll())
table.add(try await Task.detached { [client] in try await callDetached(client) }.value)

table.show()
