import ContactCenterAI
import Foundation
import PacelineRuntime

/// What a list of skills on a screen shows.
@MainActor public final class SkillList {
    /// The skills' names, in the server's order.
    public private(set) var names: [String] = []
    /// What to tell people; nil when all is well.
    public private(set) var message: String?
    private let client: ContactCenterAI

    /// A list that shows nothing yet.
    public init(client: ContactCenterAI) { self.client = client }

    /// Loads the skills of a group.
    public func load(_ group: String) async {
        do {
            let (page, response) = try await CallOptions.default.withResponse { options throws(CallError) in
                message = "Loading"
                return try await client.skills.listSkills(skillGroupID: group, options: options)
            }
            names = page.results.compactMap(\.name)
            message = response.status == 200 ? nil : "Only a part of the skills is shown."
        } catch {
            message =
                switch error.code {
                case .refused, .deadline: "The desk is busy. Try again in a moment."
                default: error.localizedDescription
                }
        }
    }
}
