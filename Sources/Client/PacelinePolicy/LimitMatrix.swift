/// The limits of an API as a table: which limit, counted by what, for which calls.
///
/// A row is a set of limits, with the groups that have calls under exactly that set; a group whose calls are limited
/// differently stands in several rows. Everything keeps the order of the document. Printed, it is a table for a
/// terminal.
public struct LimitMatrix: Hashable, Sendable {
    /// The rows, in the order in which their groups come.
    public var rows: [Row] = []

    /// The limits that some calls have in common.
    public struct Row: Hashable, Sendable {
        /// All of them must admit a request; empty when the document declares none for these calls.
        public var limits: [AppliedLimit]
        /// The groups that have such calls.
        public var groups: [Group]

        /// The number of calls in all groups.
        package var callCount: Int { groups.reduce(0) { $0 + $1.calls.count } }
    }

    /// The calls of a group, or of none.
    public struct Group: Hashable, Sendable {
        /// The tag; nil for calls without one.
        public var name: String?
        /// The heading for people.
        public var title: String
        /// The heading above it, of several groups.
        public var parent: String?
        /// The calls, in document order.
        public var calls: [Call] = []

        /// A group without calls yet.
        public init(_ name: String?, title: String, parent: String? = nil) {
            self.name = name
            self.title = title
            self.parent = parent
        }
    }

    /// A call of the API.
    public struct Call: Hashable, Sendable {
        /// The `operationId`.
        public var id: String
        /// The document's own name for the call; its id where it has none.
        public var name: String

        /// A call with the document's own name for it, which may be empty.
        public init(id: String, name: String = "") {
            self.id = id
            self.name = name.isEmpty ? id : name
        }
    }

    /// The buckets of a policy.
    package struct Bucket: Hashable, Sendable {
        package var policy: RateLimitPolicy
        /// The number of calls that draw on it.
        package var calls: Int

        /// What tells calls apart, such as `operation`; where nothing does, all calls share. One client has one server.
        package var each: [String] {
            policy.per.filter { $0.isStructure && $0 != .server }.map(\.description)
        }

        /// Who shares it: `one bucket for 3 calls`, `one bucket for each operation, 3 calls`.
        package var sharing: String {
            let count = calls == 1 ? "1 call" : "\(calls) calls"
            return each.isEmpty
                ? "one bucket for \(count)" : "one bucket for each \(each.joined(separator: " and ")), \(count)"
        }
    }

    /// The matrix of calls with their groups and limits. The calls are put into the `groups` that they name.
    ///
    /// - Complexity: O(n) in the calls for each group, and in the rows for each call.
    package init(calls: [(call: Call, group: String?, limits: [AppliedLimit])], groups: [Group]) {
        for group in groups + [Group(nil, title: "Without a group")] {
            for (call, name, limits) in calls where name == group.name { add(call, to: group, limits) }
        }
    }

    private mutating func add(_ call: Call, to group: Group, _ limits: [AppliedLimit]) {
        let row = rows.firstIndex { $0.limits == limits } ?? rows.endIndex
        if row == rows.endIndex { rows.append(Row(limits: limits, groups: [])) }
        if rows[row].groups.last?.name != group.name || rows[row].groups.isEmpty { rows[row].groups.append(group) }
        rows[row].groups[rows[row].groups.count - 1].calls.append(call)
    }

    /// Every policy that some call draws on, in the order of the rows.
    package var buckets: [Bucket] {
        var buckets: [Bucket] = []
        for row in rows {
            for policy in row.limits.map(\.policy) {
                if let known = buckets.firstIndex(where: { $0.policy.name == policy.name }) {
                    buckets[known].calls += row.callCount
                } else {
                    buckets.append(Bucket(policy: policy, calls: row.callCount))
                }
            }
        }
        return buckets
    }
}
