import ContactCenterAI
import PacelineRuntime

/// Creates many skills at once. How fast that may go is the client's affair.
public struct SkillImport: Sendable {
    private let client: ContactCenterAI

    /// An import by the client.
    public init(client: ContactCenterAI) { self.client = client }

    /// Creates the skills and returns their ids; those that exist already are left out.
    public func run(_ names: [String], into group: String) async throws -> [String] {
        try await withThrowingTaskGroup(of: String?.self) { tasks in
            for name in names {
                tasks.addTask { try await create(name, in: group) }
            }
            return try await tasks.reduce(into: []) { ids, id in if let id { ids.append(id) } }
        }
    }

    private func create(_ name: String, in group: String) async throws -> String? {
        do {
            return try await client.skills.createSkill(
                skillGroupID: group, body: .init(name: name, skillGroupID: group)
            ).id
        } catch let error where error.response?.status == 409 {
            return nil
        }
    }
}
