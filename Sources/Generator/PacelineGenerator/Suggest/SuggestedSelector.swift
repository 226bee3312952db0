import PacelineDocument

/// `applies` of a policy for some operations.
struct SuggestedSelector {
    /// The lines of YAML; none where the policy is for all operations.
    var lines: [String] = []

    /// How many tags or operations are listed.
    private static let mostNames = 40

    /// - Parameter paths: Those that the sentence names, which say more than where it stands.
    init(_ scope: LimitScope, _ paths: NamedPaths, _ operations: [Operation]) {
        if !paths.templates.isEmpty {
            let names = paths.templates.prefix(Self.mostNames).map(\.inQuotes).joined(separator: ", ")
            let methods = paths.methods.isEmpty ? "" : ", methods: [\(paths.methods.joined(separator: ", "))]"
            lines = ["applies: { paths: [\(names)]\(methods) }"]
            return
        }
        guard case .some(let numbers) = scope, numbers.count < operations.count else { return }
        let selected = Set(numbers)
        if let tags = Self.tags(of: selected, operations) {
            lines = Self.lines("tags", tags)
        } else if numbers.count > Self.mostNames {
            lines = ["applies: all  ## stated for \(numbers.count) operations: select them, by tags or paths"]
        } else if case let ids = numbers.compactMap({ operations[$0].operationID }), ids.count == numbers.count {
            lines = Self.lines("operations", ids)
        } else {
            lines =
                ["applies:"]
                + numbers.map { number in
                    let operation = operations[number]
                    return "  - { paths: [\(operation.path.inQuotes)], methods: [\(operation.method.uppercased())] }"
                }
        }
    }

    /// The tags whose operations are just the selected ones; nil where there are none.
    private static func tags(of selected: Set<Int>, _ operations: [Operation]) -> [String]? {
        var names: [String] = []
        var isWhole: [String: Bool] = [:]
        for (number, operation) in operations.enumerated() {
            for tag in operation.tags {
                if isWhole[tag] == nil { names.append(tag) }
                isWhole[tag] = isWhole[tag] ?? true && selected.contains(number)
            }
        }
        let whole = names.filter { isWhole[$0] == true }
        let covered = selected.allSatisfy { operations[$0].tags.contains { isWhole[$0] == true } }
        // An operation that has its tag for itself is better named by its id.
        return covered && selected.count > 1 && !whole.isEmpty && whole.count <= mostNames ? whole : nil
    }

    private static func lines(_ member: String, _ names: [String]) -> [String] {
        names.count <= 3
            ? ["applies: { \(member): [\(names.map(\.inQuotes).joined(separator: ", "))] }"]
            : ["applies:", "  \(member):"] + names.map { "    - \($0.inQuotes)" }
    }
}
