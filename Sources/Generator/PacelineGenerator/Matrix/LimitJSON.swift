import Foundation
import PacelinePolicy

extension LimitReport {
    /// The report as JSON, keys sorted; a member without a value is left out.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Quotas are finite: the document's reader has refused all others.
        guard let data = try? encoder.encode(LimitJSON(self)) else {
            preconditionFailure("a matrix is strings and finite numbers")
        }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}

/// The form of the JSON that `paceline limits --format json` prints.
private struct LimitJSON: Encodable {
    var title: String
    var version: String
    var rows: [Row]
    /// Every policy that some call draws on, in the order of the rows.
    var buckets: [Bucket]

    struct Row: Encodable {
        var limits: [Limit]
        var groups: [Group]
    }

    /// A policy with what one request takes of it.
    struct Limit: Encodable {
        /// Rows that name the same policy draw on the same bucket.
        var policy: String
        var level: String
        var per: [String]
        var quota: Double?
        var windowSeconds: Double?
        /// The size of a token bucket.
        var burst: Double?
        /// The most requests at a time.
        var concurrency: Int?
        var unit: String
        var cost: Double
        /// The limit in full: `60 requests per 60 s`.
        var limit: String
        /// The limit as a table has it: `60 per minute`.
        var shortLimit: String
    }

    struct Group: Encodable {
        var name: String?
        var title: String
        var parent: String?
        var calls: [Call]
    }

    struct Call: Encodable {
        var id: String
        var name: String
    }

    struct Bucket: Encodable {
        var policy: String
        var limit: String
        var per: [String]
        var each: [String]
        /// The number of calls that draw on it.
        var calls: Int
    }

    init(_ report: LimitReport) {
        title = report.title
        version = report.version
        rows = report.matrix.rows.map { row in
            Row(
                limits: row.limits.map { Limit($0) },
                groups: row.groups.map { group in
                    Group(
                        name: group.name, title: group.title, parent: group.parent,
                        calls: group.calls.map { Call(id: $0.id, name: $0.name) })
                })
        }
        buckets = report.matrix.buckets.map { bucket in
            Bucket(
                policy: bucket.policy.name, limit: bucket.policy.numbers.text(unit: bucket.policy.unit),
                per: bucket.policy.per.map(\.description), each: bucket.each, calls: bucket.calls)
        }
    }
}

extension LimitJSON.Limit {
    init(_ limit: AppliedLimit) {
        let policy = limit.effectivePolicy
        self.init(
            policy: policy.name, level: policy.level, per: policy.per.map(\.description), quota: policy.numbers.quota,
            windowSeconds: policy.numbers.window?.seconds, burst: policy.numbers.algorithm?.burst,
            concurrency: policy.numbers.concurrency, unit: policy.unit, cost: limit.cost,
            limit: policy.numbers.text(unit: policy.unit), shortLimit: limit.shortText)
    }
}
