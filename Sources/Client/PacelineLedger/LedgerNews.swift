/// Who is to look again, since something has changed that could not be foreseen.
package enum LedgerNews: Hashable, Sendable {
    /// Nobody.
    case none
    /// All: the server has refused a request, or let a probe through.
    case all
    /// The session that has waited longest for room which there is now. Were more told of it, most would come for
    /// nothing.
    case session(String)

    /// The news as a text: nil when there is none, and empty when it is for all.
    package var text: String? {
        switch self {
        case .none: nil
        case .all: ""
        case .session(let name): name
        }
    }

    /// Whether a text means a session.
    package static func concerns(_ session: String, _ text: String) -> Bool { text.isEmpty || text == session }
}
