/// The limits of an API as a table: which limit, counted by what, for which calls.
///
/// A row is a set of limits, with the groups that have calls under exactly that set; a group whose calls are limited
/// differently stands in several rows. Everything keeps the order of the document. Printed, it is a table for a
/// terminal.
public struct LimitMatrix: Sendable {
    /// The rows, in the order in which their groups come.
    public var rows: [Row] = []

    /// The limits that some calls have in common.
    public struct Row: Sendable {
        /// All of them must admit a request; empty when the document declares none for these calls.
        public var limits: [AppliedLimit]
        /// The groups that have such calls.
        public var groups: [Group]
    }

    /// The calls of a group, or of none.
    public struct Group: Sendable {
        /// The tag; nil for calls without one.
        public var name: String?
        /// The heading for people.
        public var title: String
        /// The heading above it, of several groups.
        public var parent: String?
        /// The calls, in the order of the document.
        public var calls: [OperationDescriptor] = []

        /// A group without calls yet.
        public init(_ name: String?, title: String, parent: String? = nil) {
            self.name = name
            self.title = title
            self.parent = parent
        }
    }

    /// The matrix of `operations`, which are put into the `groups` that they name.
    public init(_ operations: [OperationDescriptor], groups: [Group]) {
        for group in groups + [Group(nil, title: "Without a group")] {
            for operation in operations where operation.group == group.name { add(operation, to: group) }
        }
    }

    private mutating func add(_ operation: OperationDescriptor, to group: Group) {
        let row = rows.firstIndex { $0.limits == operation.limits } ?? rows.endIndex
        if row == rows.endIndex { rows.append(Row(limits: operation.limits, groups: [])) }
        if rows[row].groups.last?.name != group.name || rows[row].groups.isEmpty { rows[row].groups.append(group) }
        rows[row].groups[rows[row].groups.count - 1].calls.append(operation)
    }
}
