import HTTPTypes
import PacelineLimiter

/// The buckets of an operation on which no declared limit counts: its own, and that of its origin.
///
/// They belong to an API, an origin and a credential, so that all clients which share these share what is learned.
struct ObservedRoute: Sendable {
    let bucket: BucketHandle
    let origin: BucketHandle
    let names: ObservedNames
    /// Declared policies without numbers that name the fields in which quotas are told.
    let fields: [RateLimitPolicy]
    /// Whether the buckets were declared for one request, because its server is its own.
    let isOfOneRequest: Bool
}

extension ObservedRoute {
    /// Whether fields are there that ``quotas(in:clock:)`` may read: cheaper than reading them.
    func reads(_ response: HTTPFields) -> Bool { !fields.isEmpty || ObservedFields.areIn(response) }

    /// What a response's fields tell of quotas: those that declared policies name, else those that are known by their
    /// names.
    func quotas(in response: HTTPFields, clock: ResponseClock) -> [ReportedQuota] {
        var head = ResponseReader(Response(status: 200, headerFields: response, body: []))
        let known = ObservedFields(response, clock: clock, names: names).quotas
        let declared = fields.compactMap { policy -> ReportedQuota? in
            guard case .named? = policy.fields,
                let state = QuotaState(of: policy, &head, clock: clock), state.reset != nil
            else { return nil }
            return ReportedQuota(
                identity: known.first?.identity, isWhole: true, quota: state.limit, remaining: state.remaining,
                reset: state.reset?.wait.ifLonger)
        }
        return declared.isEmpty ? known : declared
    }
}

/// How buckets are named whose limits nobody declared.
struct ObservedNames: Hashable, Sendable {
    let api: String
    let origin: String
    let credential: String

    /// No policy's name holds a colon.
    private static let operationPrefix = "operation:"
    private static let originLabel = "origin:"

    func route(of operation: OperationDescriptor) -> BucketName {
        BucketName(name: "\(api)/\(Self.operationPrefix)\(operation.countedID)", key: key)
    }

    var originName: BucketName { BucketName(name: "\(api)/\(Self.originLabel)", key: key) }

    /// The name of what the server calls `label` and, where it says so, counts separately for `partition`.
    func reported(_ kind: ReportedName, _ label: String, partition: String? = nil) -> BucketName? {
        guard label.isShortName, partition?.isShortName ?? true else { return nil }
        // A partition is the server's own word for who is counted, whatever the credential.
        let key = partition.map { origin + Self.partitionMark + $0 } ?? key
        return BucketName(name: "\(api)/\(kind.rawValue):\(label)", key: key)
    }

    /// Whether a bucket is one of these.
    func describes(_ bucket: BucketName) -> Bool {
        guard let label = label(of: bucket.name) else { return false }
        // What the server names by a partition of its own has another key.
        let isOwn = label.hasPrefix(Self.operationPrefix) || label == Self.originLabel
        return bucket.key == key || !isOwn && bucket.key.hasPrefix(origin + Self.partitionMark)
    }

    /// Whether a name is that of a bucket whose limit the API's document does not declare.
    func hasNamed(_ name: String) -> Bool { label(of: name) != nil }

    private func label(of name: String) -> Substring? {
        let prefix = "\(api)/"
        guard name.hasPrefix(prefix) else { return nil }
        let label = name.dropFirst(prefix.count)
        return label.contains(":") ? label : nil
    }

    private var key: String { credential.isEmpty ? origin : [origin, credential].joined(separator: Self.separator) }
    private static let separator = "\u{1F}"
    private static let partitionMark = "\u{1F}partition "

    /// The operation whose route a bucket is; nil where it is something else.
    func operation(of bucket: BucketName) -> String? {
        guard let label = label(of: bucket.name), label.hasPrefix(Self.operationPrefix) else { return nil }
        return String(label.dropFirst(Self.operationPrefix.count))
    }
}

/// What a server's name for a quota stands in.
enum ReportedName: String {
    /// A member of `RateLimit` or `RateLimit-Policy`.
    case policy
    /// `X-RateLimit-Resource`.
    case resource
    /// `X-RateLimit-Bucket`.
    case bucket
}

extension String {
    /// Whether it can name a bucket: visible ASCII, and not long.
    var isShortName: Bool {
        !isEmpty && utf8.count <= 128 && utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}
