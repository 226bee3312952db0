import AsyncHTTPClient
import ContactCenterAI
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import PacelineAsyncHTTPClient
import PacelineRuntime
import PacelineURLSession

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// One way to make the call that is measured.
struct Caller: Sendable {
    let name: String
    let call: @Sendable () async throws -> Void
}

/// A pair: the same call by hand and generated, over one HTTP client.
struct Pair: Sendable {
    let name: String
    let byHand: Caller
    let generated: Caller
}

/// The response as somebody declares it who writes the call by hand.
private struct Details: Codable {
    struct Agent: Codable {
        var userId: String?
        var name: String?
    }

    var id: String?
    var name: String?
    var description: String?
    var skillGroupId: String?
    var agents: [Agent]?
}

extension Pair {
    private static let path = "/agentassist/api/public/stream/st-1/skillgroups/sg-1/skills/s-1"

    /// Over an AsyncHTTPClient each. `isDeclared` says whether the generated call's limit is declared, or has to be
    /// found out.
    static func asyncHTTPClient(_ base: String, _ client: HTTPClient, isDeclared: Bool = true) -> Pair {
        let transport = AsyncHTTPClientTransport()
        return Pair(
            name: isDeclared ? "AsyncHTTPClient" : "AsyncHTTPClient, no limit declared",
            byHand: Caller(name: "by hand") {
                var request = HTTPClientRequest(url: base + path)
                request.headers.add(name: "accountId", value: "acme")
                request.headers.add(name: "auth", value: "token")
                let response = try await client.execute(request, timeout: .seconds(30))
                let body = try await response.body.collect(upTo: 1 << 20)
                _ = try JSONDecoder().decode(Details.self, from: Data(buffer: body))
            },
            generated: isDeclared ? generated(base, transport) : undeclared(base, transport))
    }

    /// Over a URLSession each. `reuse` says whether connections are used again, by both.
    static func urlSession(_ base: String, reuse: Bool) -> Pair {
        @Sendable func session() -> URLSession {
            let configuration = URLSessionConfiguration.ephemeral
            configuration.httpMaximumConnectionsPerHost = URLSessionTransport.defaultConnectionsPerHost
            return URLSession(configuration: configuration)
        }
        let shared = session()
        return Pair(
            name: reuse ? "URLSession, connections used again" : "URLSession, a connection each",
            byHand: Caller(name: "by hand") {
                guard let url = URL(string: base + path) else { throw URLError(.badURL) }
                var request = URLRequest(url: url)
                request.setValue("acme", forHTTPHeaderField: "accountId")
                request.setValue("token", forHTTPHeaderField: "auth")
                if !reuse { request.setValue("close", forHTTPHeaderField: "Connection") }
                let own = reuse ? shared : session()
                defer { if !reuse { own.finishTasksAndInvalidate() } }
                _ = try JSONDecoder().decode(Details.self, from: try await own.data(for: request).0)
            },
            generated: generated(base, URLSessionTransport(connectionReuse: reuse ? .idempotent : .never)))
    }

    /// What the generated method does, of an operation without limits.
    private static func undeclared(_ base: String, _ transport: some Transport) -> Caller {
        let declared = ContactCenterAI.Operations.getSkill
        let operation = OperationDescriptor(
            id: declared.id, group: declared.group, method: declared.method, path: declared.path,
            accept: declared.accept, security: [["auth"]])
        let core = ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Undeclared", policies: []),
            server: ServerAddress(base),
            credentials: CredentialSet(scheme: "auth", placement: .header("auth")) { "token" }, transport: transport,
            options: ClientOptions())
        return Caller(name: "generated") {
            var request = RequestBuilder(operation, .default)
            request.path("streamId", "st-1")
            request.path("skillGroupId", "sg-1")
            request.path("skillId", "s-1")
            request.header("accountId", "acme")
            let _: ContactCenterAI.SkillDetails = try await core.value(request)
        }
    }

    private static func generated(_ base: String, _ transport: some Transport) -> Caller {
        let client = ContactCenterAI(base, transport)
        return Caller(name: "generated") { _ = try await client.skills.getSkill(skillGroupID: "sg-1", skillID: "s-1") }
    }
}

extension ContactCenterAI {
    /// A client whose limit is kept and never reached.
    init(_ base: String, _ transport: some Transport) {
        var limits = LimitSettings.declared
        limits.override(ContactCenterAI.Limits.perMinute, with: LimitSettings.Override(quota: 1e9))
        self.init(
            server: ContactCenterAI.Server(url: base), accountID: "acme", applicationID: "st-1",
            credentials: .auth { "token" }, transport: transport, options: ClientOptions(limits: limits))
    }
}
