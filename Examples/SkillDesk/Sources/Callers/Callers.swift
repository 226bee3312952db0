import ContactCenterAI
import PacelineRuntime

/// What a caller saw in each kind of call.
typealias Rows = [(caller: String, call: String, seen: [String])]

/// A model of a view, on the main actor.
@MainActor final class ViewModel {
    private var seen: [String] = []
    private let client: ContactCenterAI

    init(client: ContactCenterAI) { self.client = client }

    func callAll() async throws -> Rows {
        seen.append(try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1").id)
        MainActor.assertIsolated()
        var rows: Rows = [("view model", "call", seen)]
        let (value, response) = try await CallOptions.default.withResponse { options throws(CallError) in
            MainActor.assertIsolated()
            seen.append("in the closure")
            return try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1", options: options)
        }
        rows.append(("view model", "withResponse", seen + [value.id, "\(response.status)"]))
        let raw = try await CallOptions.default.rawResponse(accept: "application/json") { options throws(CallError) in
            MainActor.assertIsolated()
            seen.append("in the closure")
            _ = try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1", options: options)
        }
        rows.append(("view model", "rawResponse", seen + ["\(raw.status)"]))
        return rows
    }
}

/// An actor of its own.
actor Worker {
    private var seen: [String] = []
    private let client: ContactCenterAI

    init(client: ContactCenterAI) { self.client = client }

    func callAll() async throws -> Rows {
        seen.append(try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1").id)
        assertIsolated()
        var rows: Rows = [("actor", "call", seen)]
        let (value, response) = try await CallOptions.default.withResponse { options throws(CallError) in
            assertIsolated()
            seen.append("in the closure")
            return try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1", options: options)
        }
        rows.append(("actor", "withResponse", seen + [value.id, "\(response.status)"]))
        let raw = try await CallOptions.default.rawResponse(accept: "application/json") { options throws(CallError) in
            assertIsolated()
            seen.append("in the closure")
            _ = try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1", options: options)
        }
        rows.append(("actor", "rawResponse", seen + ["\(raw.status)"]))
        return rows
    }
}

/// On no actor.
func callDetached(_ client: ContactCenterAI) async throws -> Rows {
    var seen: [String] = []
    seen.append(try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1").id)
    var rows: Rows = [("detached task", "call", seen)]
    let (value, response) = try await CallOptions.default.withResponse { options throws(CallError) in
        seen.append("in the closure")
        return try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1", options: options)
    }
    rows.append(("detached task", "withResponse", seen + [value.id, "\(response.status)"]))
    let raw = try await CallOptions.default.rawResponse(accept: "application/json") { options throws(CallError) in
        seen.append("in the closure")
        _ = try await client.skills.getSkill(skillGroupID: "g-1", skillID: "s-1", options: options)
    }
    rows.append(("detached task", "rawResponse", seen + ["\(raw.status)"]))
    return rows
}
