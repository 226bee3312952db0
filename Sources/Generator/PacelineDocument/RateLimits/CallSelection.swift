import PacelineDiagnostics

/// Which calls selectors select, found without asking every call for every name in them.
struct CallSelection {
    private let operations: [Operation]
    private var byTag: [String: [Int]] = [:]
    private var byID: [String: [Int]] = [:]
    private var byPath: [String: [Int]] = [:]
    private let segments: [[Substring]]

    init(_ operations: [Operation]) {
        self.operations = operations
        segments = operations.map { PathPattern.segments(of: $0.path) }
        for (index, operation) in operations.enumerated() {
            for tag in operation.tags { byTag[tag, default: []].append(index) }
            for id in operation.selectableIDs { byID[id, default: []].append(index) }
            byPath[operation.path, default: []].append(index)
        }
    }

    /// The calls to which a policy applies by itself, by their numbers in document order.
    func selected(by applies: AppliesObject) -> [Int] {
        switch applies {
        case .all: Array(operations.indices)
        case .explicit: []
        case .selectors(let selectors): selectors.reduce(into: Set()) { $0.formUnion(selected(by: $1)) }.sorted()
        }
    }

    func selected(by selector: OperationSelector) -> Set<Int> {
        var sets: [Set<Int>] = []
        if let tags = selector.tags { sets.append(Set(tags.flatMap { byTag[$0.text] ?? [] })) }
        if let ids = selector.operations { sets.append(Set(ids.flatMap { byID[$0.text] ?? [] })) }
        if let paths = selector.paths { sets.append(Set(paths.flatMap(selected))) }
        var calls = sets.first ?? Set(operations.indices)
        for other in sets.dropFirst() { calls.formIntersection(other) }
        if let methods = selector.methods { calls = calls.filter { methods.contains(operations[$0].method) } }
        for exception in selector.except where !calls.isEmpty { calls.subtract(selected(by: exception)) }
        return calls
    }

    func selected(by pattern: PathPattern) -> [Int] {
        guard pattern.hasStars else { return byPath[pattern.text] ?? [] }
        let own = PathPattern.segments(of: pattern.text)
        return operations.indices.filter { PathPattern.matches(own, segments[$0]) }
    }

    /// Whether something has the tag, or the id.
    func hasTag(_ tag: String) -> Bool { byTag[tag] != nil }
    func hasID(_ id: String) -> Bool { byID[id] != nil }
}

extension AppliesObject {
    /// How many times all calls are looked at to find those to which the policy applies.
    var looks: Int { isAll ? 1 : selectors.reduce(0) { $0 + $1.looks } }
}

extension OperationSelector {
    fileprivate var looks: Int {
        let isAboutAll = tags == nil && operations == nil && paths == nil
        let patterns = paths?.count(where: \.hasStars) ?? 0
        return patterns + (isAboutAll ? 1 : 0) + except.reduce(0) { $0 + $1.looks }
    }
}
