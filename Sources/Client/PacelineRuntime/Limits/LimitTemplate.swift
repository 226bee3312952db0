import PacelineLimiter

/// A policy with a client's numbers, and how its buckets are named: what is the same for all of them, and what each
/// operation or request fills in.
struct LimitTemplate: Sendable {
    /// One part of a bucket's key.
    enum Part: Sendable {
        /// The same for all calls of the client.
        case text(String)
        /// Told by the operation or by the request.
        case varying(RateLimitPartition)

        func admits(_ value: some StringProtocol) -> Bool {
            if case .text(let text) = self { text == value } else { true }
        }

        /// Whether it tells operations apart, and not what they are called for.
        var isOfOperation: Bool {
            switch self {
            case .varying(.operation), .varying(.path), .varying(.method), .varying(.tag): true
            case .text, .varying: false
            }
        }
    }

    /// The policy with the client's numbers, and perhaps an operation's.
    var policy: RateLimitPolicy
    /// The API's identity, by which those who wait are counted.
    let api: String
    /// The name of its buckets in the limiter.
    let bucketName: String
    let parts: [Part]
    /// The calendar whose periods are the windows; nil where it is none's.
    var calendar: LimitCalendar?
    /// The client's server.
    private let server: ServerAddress

    /// - Parameters:
    ///   - policy: The policy with the client's numbers.
    ///   - api: The API's identity.
    ///   - principals: The values for the words of the policy's `per`.
    ///   - server: The client's server.
    ///   - usesOperationServers: Whether operations that have a server of their own are called there.
    init(
        _ policy: RateLimitPolicy, api: String, principals: [String: String], server: ServerAddress,
        usesOperationServers: Bool = false
    ) {
        self.policy = policy
        self.api = api
        self.server = server
        bucketName = "\(api)/\(policy.name)"
        parts = policy.per.map { partition in
            switch partition {
            case .client(let word): .text(principals[word] ?? "")
            case .server where !usesOperationServers: .text(server.key)
            default: .varying(partition)
            }
        }
    }

    /// Whether every call of the client draws on one bucket.
    var isConstant: Bool { !parts.contains { if case .varying = $0 { true } else { false } } }

    /// Whether the bucket depends on the request, and not on the operation alone.
    var dependsOnRequest: Bool {
        parts.contains { if case .varying(.request) = $0 { true } else { false } }
    }

    /// The key for an operation, and for a request of it where there is one. What has no value is an empty part, which
    /// merges buckets and so errs on the safe side.
    func key(_ operation: OperationDescriptor? = nil) -> String {
        var none: RequestReader?
        return key(parts, operation, &none)
    }

    /// The key for a request of an operation.
    func key(_ operation: OperationDescriptor, _ request: inout RequestReader) -> String {
        var reader: RequestReader? = request
        defer { if let reader { request = reader } }
        return key(parts, operation, &reader)
    }

    /// The name of the buckets for which the server has identities of its own, without these: what tells operations
    /// apart does not tell them apart. nil where the server tells no identities.
    func sharedName(_ operation: OperationDescriptor, _ request: inout RequestReader?) -> BucketName? {
        guard policy.fields?.tellsBuckets ?? false else { return nil }
        return BucketName(
            name: bucketName + Self.identityMark,
            key: key(parts.filter { !$0.isOfOperation }, operation, &request))
    }

    private func key(_ parts: [Part], _ operation: OperationDescriptor?, _ request: inout RequestReader?) -> String {
        if parts.count == 1, case .text(let text) = parts[0] { return text }
        var values: [String] = []
        for part in parts {
            switch part {
            case .text(let text): values.append(text)
            case .varying(.server): values.append(server(of: operation))
            case .varying(let partition): values.append(partition.value(operation, &request))
            }
        }
        return values.joined(separator: Self.separator)
    }

    private func server(of operation: OperationDescriptor?) -> String {
        (operation.map(server.address) ?? server).key
    }

    /// The name of the bucket that stops every call of the client.
    var commonName: String { bucketName + "/all" }

    /// The key of the bucket that stops every call of the client: the parts that are the same for all.
    var commonKey: String {
        parts.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: Self.separator)
    }

    /// Whether a bucket of the limiter is one of this client under this policy.
    func describes(_ name: String, _ key: String) -> Bool {
        if name == bucketName { return fits(key, parts) }
        return hasIdentity(name) && fits(key, parts.filter { !$0.isOfOperation })
    }

    /// Whether a bucket has a name that the server gave it under this policy.
    func hasIdentity(_ name: String) -> Bool { name.hasPrefix(bucketName + Self.identityMark) }

    private func fits(_ key: String, _ parts: [Part]) -> Bool {
        // One part is the key itself, whatever stands in it.
        guard parts.count > 1 else { return parts.allSatisfy { $0.admits(key) } }
        let values = key.split(separator: Self.separator, omittingEmptySubsequences: false)
        return values.count == parts.count
            && zip(parts, values).allSatisfy { part, value in part.admits(value) }
    }

    /// Stands between a policy's name and the server's identity for a bucket; no policy's name holds a colon.
    static let identityMark = "/bucket:"

    /// The unit separator of ASCII, which no value of a request holds.
    private static let separator = "\u{1F}"
}

extension RateLimitPartition {
    /// The value for an operation or a request of it; empty where there is none.
    fileprivate func value(_ operation: OperationDescriptor?, _ request: inout RequestReader?) -> String {
        switch self {
        case .operation: return operation?.countedID ?? ""
        case .path: return operation?.path ?? ""
        case .method: return operation?.method.rawValue ?? ""
        case .tag: return operation?.group ?? ""
        case .request(let value, _, let groups):
            let text = request?.value(value).text
            let group = text.flatMap { text in groups.first { $0.value.contains(text) }?.key }
            return group ?? text.map(value.shown) ?? ""
        case .client, .server: return ""
        }
    }

}

extension RequestValue {
    /// A value as a part of a key. Parameters stand there percent-encoded.
    fileprivate func shown(_ text: String) -> String {
        switch self {
        case .path, .query: text.percentEncoded
        // A body may hold anything, a key is no place for it.
        case .body where text.utf8.count <= 128: text.percentEncoded
        case .header, .body: Self.fingerprint(text)
        }
    }

    /// Tells values of a header field apart without keeping them: a field may hold a secret, and keys are shown. All
    /// processes that share a quota have the same (FNV-1a of 64 bits, mixed once more), so that a value which can be
    /// guessed can be found by its fingerprint; of a key of an API it leaves nothing to be found.
    private static func fingerprint(_ value: String) -> String {
        var hash = FNVHash.of(value.utf8)
        for factor: UInt64 in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] { hash = (hash ^ hash >> 33) &* factor }
        return String(hash ^ hash >> 33, radix: 36)
    }
}
