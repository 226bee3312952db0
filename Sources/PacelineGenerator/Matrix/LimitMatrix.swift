package import PacelineModel

/// The limits of an API as a table: which limit, counted by what, for which calls.
///
/// A row is a set of limits, with the groups that have calls under exactly that set; a group whose calls are limited
/// differently stands in several rows. Everything keeps the order of the document.
///
/// The names of the properties are the keys of `paceline limits --format json`; a property without a value is left out.
package struct LimitMatrix: Hashable, Encodable, Sendable {
    /// The API's title.
    package var title: String
    /// The version of its document.
    package var version: String
    package var rows: [Row]
    /// Every policy that some call draws on, in the order of the rows.
    package var buckets: [Bucket]

    /// The limits that some calls have in common.
    package struct Row: Hashable, Encodable, Sendable {
        /// All of them must admit a request; empty when the document declares none for these calls.
        package var limits: [Limit]
        package var groups: [Group]
    }

    /// A policy with what one request takes of it.
    package struct Limit: Hashable, Encodable, Sendable {
        /// The policy's name. Rows that name the same policy draw on the same bucket.
        package var policy: String
        /// The enforcement level: what partitions the quota, or `API` when nothing does.
        package var level: String
        /// What partitions the quota, in the document's words.
        package var per: [String]
        /// Units in one window, and its length; nil for a limit of another kind.
        package var quota: Double?
        package var windowSeconds: Double?
        /// The size of a token bucket.
        package var burst: Double?
        /// The most requests at a time.
        package var concurrency: Int?
        /// What is counted, `requests` unless the document says otherwise.
        package var unit: String
        /// Units that one request takes.
        package var cost: Double
        /// The limit in full: `60 requests per 60 s`.
        package var limit: String
        /// The limit as a table has it: `60 per minute`.
        package var shortLimit: String
    }

    /// The buckets of a policy.
    package struct Bucket: Hashable, Encodable, Sendable {
        /// The policy's name.
        package var policy: String
        /// The policy's own numbers in full: `60 requests per 60 s`.
        package var limit: String
        /// What partitions the quota, in the document's words.
        package var per: [String]
        /// What of that tells calls apart, such as `operation`; where nothing does, all calls share.
        package var each: [String]
        /// The number of calls that draw on it.
        package var calls: Int
    }

    /// The calls of a group, or of none.
    package struct Group: Hashable, Encodable, Sendable {
        /// The tag; nil for calls without one.
        package var name: String?
        /// The heading for people.
        package var title: String
        /// The heading above it, of several groups.
        package var parent: String?
        package var calls: [Call]
    }

    package struct Call: Hashable, Encodable, Sendable {
        /// The `operationId`.
        package var id: String
        /// The document's own name for the call.
        package var name: String
    }
}

extension LimitMatrix {
    /// The matrix of an API.
    package init(_ api: API) {
        title = api.title.onOneLine
        version = api.version.onOneLine
        rows = []
        buckets = []
        let groups = api.groups.map { Group($0) } + [Group(name: nil, title: "Without a group", calls: [])]
        for group in groups {
            for operation in api.operations where operation.group == group.name {
                add(operation, to: group, limits: operation.limits.compactMap { Limit($0, of: api) })
            }
        }
        for row in rows { for limit in row.limits { count(row.callCount, for: limit.policy, of: api) } }
    }

    private mutating func count(_ calls: Int, for policy: String, of api: API) {
        if let known = buckets.firstIndex(where: { $0.policy == policy }) {
            buckets[known].calls += calls
        } else if let policy = api.policy(policy) {
            buckets.append(
                Bucket(
                    policy: policy.name, limit: MatrixWords.limit(policy.numbers, unit: policy.unit),
                    per: policy.per.map(\.word), each: policy.per.compactMap(\.structure), calls: calls))
        }
    }

    private mutating func add(_ operation: Operation, to group: Group, limits: [Limit]) {
        let row = rows.firstIndex { $0.limits == limits } ?? rows.endIndex
        if row == rows.endIndex { rows.append(Row(limits: limits, groups: [])) }
        if rows[row].groups.last?.name != group.name || rows[row].groups.isEmpty { rows[row].groups.append(group) }
        let name = operation.summary.onOneLine
        rows[row].groups[rows[row].groups.count - 1].calls.append(
            Call(id: operation.id, name: name.isEmpty ? operation.id : name))
    }
}

extension LimitMatrix.Row {
    var callCount: Int { groups.reduce(0) { $0 + $1.calls.count } }
}

extension LimitMatrix.Group {
    fileprivate init(_ group: Group) {
        self.init(
            name: group.name, title: group.title.onOneLine, parent: group.parent?.onOneLine, calls: [])
    }
}

extension LimitMatrix.Limit {
    /// nil when the API has no such policy.
    fileprivate init?(_ applied: AppliedLimit, of api: API) {
        guard let policy = api.policy(applied.policy) else { return nil }
        let numbers = applied.numbers ?? policy.numbers
        let words = policy.per.map(\.word)
        self.init(
            policy: policy.name, level: words.isEmpty ? "API" : words.joined(separator: ", "), per: words,
            unit: policy.unit, cost: applied.cost, limit: MatrixWords.limit(numbers, unit: policy.unit),
            shortLimit: MatrixWords.shortLimit(numbers, unit: policy.unit)
                + (applied.cost == 1 ? "" : ", at \(MatrixWords.number(applied.cost)) each"))
        switch numbers {
        case .quota(let window):
            quota = window.quota
            windowSeconds = Double(window.milliseconds) / 1000
            if case .tokenBucket(let size) = window.algorithm { burst = size }
        case .concurrency(let limit): concurrency = limit
        case .undisclosed: break
        }
    }
}

extension LimitMatrix.Bucket {
    /// The limit in a sentence: `60 requests per 60 s, per account`.
    var sentence: String { per.isEmpty ? limit : "\(limit), per \(per.joined(separator: " and "))" }

    /// Who shares it: `one bucket for 3 calls`, `one bucket for each operation, 3 calls`.
    var sharing: String {
        let count = calls == 1 ? "1 call" : "\(calls) calls"
        return each.isEmpty
            ? "one bucket for \(count)" : "one bucket for each \(each.joined(separator: " and ")), \(count)"
    }
}

extension Policy.Partition {
    /// The word for what tells calls apart, nil for a value. One client has one server.
    fileprivate var structure: String? {
        if case .structure(let structure) = self, structure != .server { structure.rawValue } else { nil }
    }
}
