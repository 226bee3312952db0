#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import HTTPTypes
import Synchronization

/// The credentials that a client holds, by security scheme.
///
/// A credential is asked for before every attempt, after the limiter admitted it, so that it is fresh however long the
/// call waited. It is put into the request and nowhere else: no error, log or description holds it.
public struct CredentialSet: Sendable {
    /// Where a credential stands in a request.
    public enum Placement: Hashable, Sendable {
        /// In a header field of this name, bare.
        case header(String)
        /// In the query, under this name.
        case query(String)
        /// In a cookie of this name.
        case cookie(String)
        /// In the Authorization field, behind this scheme: `Bearer`, `Basic` (RFC 9110, section 11.6.2).
        case authorization(scheme: String)
    }

    private struct Entry: Sendable {
        var scheme: String
        var placement: Placement
        var provider: @Sendable () async throws -> String
        /// Where the credential comes from when it can be renewed.
        var tokens: TokenSource?
        /// Tells the credential from others of the process, and nothing of what it is.
        var identity = Entry.count.add(1, ordering: .relaxed).newValue

        private static let count = Atomic<Int>(0)

        /// Whether something stands where the credential goes: but for cookies, of which there may be many.
        func isIn(_ request: HTTPRequest) -> Bool {
            switch placement {
            case .header(let name): HTTPField.Name(name).map(request.headerFields.contains) ?? false
            case .authorization: request.headerFields.contains(.authorization)
            case .query(let name): request.queryPairs.contains { $0.name == name.percentEncoded }
            case .cookie: false
            }
        }
    }

    /// A credential that was put into a request and can be renewed.
    struct Shown: Sendable {
        fileprivate let credential: String
        fileprivate let tokens: TokenSource

        /// Says that the server did not take it.
        func invalidate() { tokens.invalidate(credential) }
    }

    /// What is known of requests that somebody else authorises.
    private struct Foreign: Sendable {
        let schemes: [String]?
    }

    private var entries: [Entry] = []
    private var foreign: Foreign?

    /// No credentials.
    public init() {}

    /// The credentials of requests that somebody else authorises: of these `schemes`; nil where that is not known.
    init(ofOthers schemes: [String]?) { foreign = Foreign(schemes: schemes) }

    /// A credential for one security scheme, asked from `provider`.
    public init(
        scheme: String, placement: Placement, provider: @escaping @Sendable () async throws -> String
    ) {
        entries = [Entry(scheme: scheme, placement: placement, provider: provider)]
    }

    /// A token for one security scheme, renewed when it expires and, once a call, when the server does not take it.
    public init(scheme: String, placement: Placement, tokens: TokenSource) {
        entries = [
            Entry(scheme: scheme, placement: placement, provider: { try await tokens.token() }, tokens: tokens)
        ]
    }

    /// A user and a password for one security scheme (RFC 7617).
    public init(scheme: String, user: String, password: String) {
        let credential = Data("\(user):\(password)".utf8).base64EncodedString()
        let isLegal = !user.contains(":")
        self.init(scheme: scheme, placement: .authorization(scheme: "Basic")) {
            // What stands before the first colon is the user (RFC 7617, section 2).
            guard isLegal else { throw CallError(.credentials, "a user's name cannot hold a colon") }
            return credential
        }
    }

    /// Returns these credentials together with those of `other`, which hold where both have one for a scheme.
    public func merging(_ other: CredentialSet) -> CredentialSet {
        var both = self
        both.entries = other.entries + entries
        return both
    }

    /// Puts the credentials that `operation` asks for into `request`.
    ///
    /// Returns those that can be renewed. Throws ``CallError`` when there is none for any of the operation's
    /// alternatives, or when the provider fails.
    func authorize(
        _ request: inout HTTPRequest, for operation: OperationDescriptor
    ) async throws(CallError) -> [Shown] {
        guard !operation.security.isEmpty else { return [] }
        guard let entries = entries(for: operation.security) else {
            let wanted = operation.security.map { $0.joined(separator: " and ") }.joined(separator: ", or ")
            throw CallError(.credentials, "the call needs credentials for \(wanted), and the client has none")
        }
        var shown: [Shown] = []
        // What the caller has put in its place stands.
        for entry in entries where !entry.isIn(request) {
            let credential: String
            do {
                credential = try await entry.provider()
            } catch {
                // A provider that asks a server fails in that client's own words when the task is cancelled.
                if error is CancellationError || Task.isCancelled {
                    throw CallError(.cancelled, "the call was cancelled")
                }
                throw CallError(.credentials, "the credential for \(entry.scheme) could not be had", underlying: error)
            }
            try place(credential, of: entry, in: &request)
            if let tokens = entry.tokens { shown.append(Shown(credential: credential, tokens: tokens)) }
        }
        return shown
    }

    /// The schemes of the alternative that a request of `operation` will use: none where it asks for none, nil where
    /// the client has no credentials that would do, or they are not known.
    func alternative(for operation: OperationDescriptor) -> [String]? {
        if let foreign { return foreign.schemes }
        return operation.security.isEmpty ? [] : entries(for: operation.security)?.map(\.scheme)
    }

    /// Tells the credentials of an operation's requests from others of the process; empty where it has none.
    func identity(for operation: OperationDescriptor) -> String {
        guard let entries = entries(for: operation.security), !entries.isEmpty else { return "" }
        return "credential " + entries.map { "\($0.identity)" }.joined(separator: "+")
    }

    /// The entries of the first alternative that can be met; the empty alternative always can.
    private func entries(for alternatives: [[String]]) -> [Entry]? {
        for alternative in alternatives {
            let found = alternative.compactMap { scheme in entries.first { $0.scheme == scheme } }
            if found.count == alternative.count { return found }
        }
        return nil
    }

    private func place(_ credential: String, of entry: Entry, in request: inout HTTPRequest) throws(CallError) {
        switch entry.placement {
        case .header(let name):
            try set(name, credential, of: entry, in: &request)
        case .authorization(let scheme):
            try set("Authorization", "\(scheme) \(credential)", of: entry, in: &request)
        case .cookie(let name):
            guard credential.isCookieValue, HTTPField.Name(name) != nil else {
                throw CallError(.credentials, "the credential for \(entry.scheme) cannot stand in a cookie")
            }
            let others = request.headerFields[.cookie].map { $0 + "; " } ?? ""
            try set("Cookie", "\(others)\(name)=\(credential)", of: entry, in: &request)
        case .query(let name):
            let path = request.path ?? "/"
            request.path =
                path + (path.contains("?") ? "&" : "?") + name.percentEncoded + "=" + credential.percentEncoded
        }
    }

    private func set(
        _ name: String, _ value: String, of entry: Entry, in request: inout HTTPRequest
    ) throws(CallError) {
        guard let fieldName = HTTPField.Name(name), HTTPField.isValidValue(value) else {
            throw CallError(.credentials, "the credential for \(entry.scheme) cannot stand in a header field")
        }
        request.headerFields[fieldName] = value
    }
}

extension String {
    /// Whether the text can be the value of a cookie as it is (RFC 6265, section 4.1.1): visible ASCII without quotes,
    /// commas, semicolons and backslashes, perhaps in quotes as a whole.
    fileprivate var isCookieValue: Bool {
        var octets = utf8[...]
        if octets.count > 1, octets.first == UInt8(ascii: "\""), octets.last == UInt8(ascii: "\"") {
            octets = octets.dropFirst().dropLast()
        }
        return octets.allSatisfy { 0x21...0x7E ~= $0 && !"\",;\\".utf8.contains($0) }
    }
}
