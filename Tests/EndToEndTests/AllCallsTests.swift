#if MockServer
import ContactCenterAI
import Foundation
import HTTPTypes
import PacelineLimiter
import PacelineMockServer
import PacelineRuntime
import PacelineURLSession
import Synchronization
import Testing

/// Every call of the API once, through the generated client, against what the API's own reference says of its request.
@Suite(.timeLimit(.minutes(3))) struct AllCallsTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardizedFileURL
    private static let declared = ContactCenterAI.Limits.perMinute

    /// The factor that makes the declared window one of `window`.
    private static func scale(to window: Duration) -> Double {
        guard let declared = declared.numbers.window else { preconditionFailure("the limit is a window") }
        return window / declared
    }
    /// 78 calls are more than one window admits.
    private static let window = Duration.milliseconds(500)

    /// The operation that the server takes a call for, where its request does not tell which of two it is: campaigns of
    /// both kinds are fetched by the same request, and a message from a template differs from another one only by
    /// members of the body, not by a value that is always sent.
    private static let indistinguishable = [
        "createSMSCampaignWithTemplate": "createSMSCampaignWithoutTemplate", "getVoiceCampaign": "getSMSCampaign",
    ]

    @Test func everyCallSendsWhatTheReferenceSays() async throws {
        let facts = try JSONDecoder().decode(
            [Fact].self, from: Data(contentsOf: Self.root.appending(path: "Tests/Cases/facts/calls.json")))
        #expect(facts.count == 78)
        let (requests, summary) = try await log { client in
            try await client.callAnalytics()
            try await client.callAgents()
            try await client.callSkills()
            try await client.callContactsAndData()
            try await client.callQueues()
            try await client.callRecordings()
            try await client.callSMSCampaigns()
            try await client.callVoiceCampaigns()
            try await client.callContactLists()
        }
        #expect(summary.requests == 78)
        #expect(summary.refused == 0)
        #expect(requests.allSatisfy { $0.status == 200 })
        let expected = Dictionary(grouping: facts) { Self.indistinguishable[$0.operationID] ?? $0.operationID }
        let sent = Dictionary(grouping: requests, by: \.operation)
        #expect(Set(sent.keys) == Set(expected.keys))
        // Calls are made one after the other and, where the server cannot tell them apart, in the order of the rows.
        for (operation, facts) in expected {
            let requests = sent[operation, default: []]
            #expect(requests.count == facts.count, "\(operation)")
            for (fact, request) in zip(facts, requests) { fact.expect(of: request) }
        }
    }

    /// The log of a server for as long as `body` calls it, with windows of ``window``.
    private func log(_ body: (ContactCenterAI) async throws -> Void) async throws -> ([Logged], Mock.Summary) {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try MockServer(
            contentsOf: Self.root.appending(path: "Specs/contact-center-ai.yaml").path,
            options: .init(windowScale: Self.scale(to: Self.window), logPath: path, logsContent: true))
        var limits = LimitSettings.declared
        limits.override(Self.declared, with: .init(window: Self.window))
        let witness = Witness()
        let options = ClientOptions(limiter: RateLimiter(), limits: limits)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await server.run { port.yield($0) }
            }
            let chosen = try #require(await ports.first { _ in true })
            try await body(
                ContactCenterAI(
                    server: .init(url: "http://127.0.0.1:\(chosen)"), accountID: "acc1", applicationID: "st-1",
                    credentials: .auth { "token" }, transport: witness, options: options))
            group.cancelAll()
        }
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        var requests = try lines.map { try JSONDecoder().decode(Logged.self, from: Data($0.utf8)) }
        // The server logs no header fields. Calls one after the other are sent in the order in which they are logged.
        try #require(requests.count == witness.requests.count)
        for (index, sent) in witness.requests.enumerated() {
            #expect(sent.path?.hasPrefix(requests[index].path) == true)
            for field in sent.headerFields { requests[index].fields[field.name.rawName] = field.value }
        }
        return (requests, server.summary)
    }
}

/// Sends by URLSession and keeps what was sent.
private final class Witness: Transport {
    private let base = URLSessionTransport()
    private let sent = Mutex<[HTTPRequest]>([])

    var requests: [HTTPRequest] { sent.withLock { $0 } }

    func send(
        _ request: HTTPRequest, body: RequestBody, context: TransportContext
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        sent.withLock { $0.append(request) }
        return try await base.send(request, body: body, context: context)
    }
}
#endif
