import Foundation
import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

@testable import Goldens

/// The case `responses`: what calls make of responses by their status, and what the responses say beside.
struct GoldenResponseTests {
    private let time = ManualTimeSource()
    private var options: ClientOptions { ClientOptions(limiter: RateLimiter(time: time.source)) }

    private func transport(_ response: ScriptedResponse = .status(204)) -> RecordingTransport {
        RecordingTransport(time: time.source, response)
    }

    private func field(_ transport: RecordingTransport, _ name: String) -> String? {
        HTTPField.Name(name).flatMap { transport.sent.last?.request.headerFields[$0] }
    }

    private func responses(_ status: Int, _ body: String = "", fields: HTTPFields = [:]) -> Responses {
        Responses(transport: transport(.status(status, body, fields: fields)), options: options)
    }

    @Test func oneTypeByAllStatuses() async throws {
        #expect(try await responses(201, #"{"name":"Rex"}"#).same().name == "Rex")
        #expect(try await responses(200, #"{"name":"Rex"}"#).onlyDefault().name == "Rex")
        #expect(try await responses(200, #"{"name":"Rex"}"#).optional()?.name == "Rex")
        #expect(try await responses(204).optional() == nil)
    }

    @Test func typesByStatus() async throws {
        func choice(_ status: Int, _ body: String) async throws -> Responses.ChoiceSuccess {
            try await responses(status, body).choice()
        }
        guard case .ok(let pet) = try await choice(200, #"{"name":"Rex"}"#),
            case .accepted(let job) = try await choice(202, #"{"id":7}"#),
            case .noContent = try await choice(204, ""), case .status226(let text) = try await choice(226, "t"),
            case .success(let download) = try await choice(207, "b")
        else {
            Issue.record("a case of another status")
            return
        }
        #expect(pet.name == "Rex" && job.id == 7 && text == "t")
        #expect(try await download.bytes() == Array("b".utf8))
        let error = await #expect(throws: CallError.self) { _ = try await choice(202, "{}") }
        #expect(error?.code == .decoding && error?.operation == "choice")
    }

    @Test func headerFieldsOfResponses() async throws {
        var fields = HTTPFields()
        fields[try #require(HTTPField.Name("X-Remaining"))] = "3"
        fields[try #require(HTTPField.Name("X-Tags"))] = "a, b"
        let client = responses(204, fields: fields)
        let (pet, response) = try await CallOptions.default.withResponse { options throws(CallError) in
            try await client.optional(options: options)
        }
        #expect(pet == nil && response.status == 204)
        #expect(response[Responses.Headers.xRemaining] == 3 && response[Responses.Headers.xTags] == ["a", "b"])
        #expect(response[Responses.Headers.location] == nil)
    }

    @Test func redirectionsAndFailures() async throws {
        let client = responses(302, fields: [.location: "/there"])
        let (_, response) = try await CallOptions.default.withResponse { options throws(CallError) in
            try await client.redirect(options: options)
        }
        #expect(response[Responses.Headers.location] == "/there")
        let error = await #expect(throws: CallError.self) { try await responses(404, #"{"title":"no"}"#).redirect() }
        #expect(try error?.response?.decode(Responses.Problem.self).title == "no")
        try await responses(200).head()
        try await responses(200).nothing()
    }

    /// An error knows the type that the document declares for its status: the code goes before the range, and both before
    /// `default`, wherever they stand.
    @Test func documentedErrors() async throws {
        func problem(_ status: Int, _ body: String) async throws -> (any JSONValue)? {
            try await #require(throws: CallError.self) { try await responses(status, body).failing() }.problem
        }
        #expect(try await (problem(404, #"{"title":"gone"}"#) as? Responses.Problem)?.title == "gone")
        #expect(try await problem(410, "{}") is Responses.Problem)
        #expect(try await (problem(400, #"{"id":7}"#) as? Responses.Job)?.id == 7)
        #expect(try await (problem(500, #"[{"title":"down"}]"#) as? [Responses.Problem])?.first?.title == "down")
        #expect(try await problem(400, #"{"title":"gone"}"#) == nil, "a body that is something else")
        #expect(try await problem(409, "taken") == nil)
        let error = await #expect(throws: CallError.self) { try await responses(404, "{}").head() }
        #expect(error?.code == .response && error?.problem == nil, "nothing is declared")
    }

    @Test func mediaTypesThatAreAskedFor() async throws {
        let transport = transport(.status(200, #"[{"name":"Rex"}]"#))
        let client = Responses(transport: transport, options: options)
        #expect(try await client.kinds().map(\.name) == ["Rex"])
        #expect(field(transport, "Accept") == "application/json")
        let csv = try await CallOptions.default.rawResponse(accept: "text/csv") { options throws(CallError) in
            _ = try await client.kinds(options: options)
        }
        #expect(csv.status == 200 && field(transport, "Accept") == "text/csv")
        _ = try await client.table()
        #expect(field(transport, "Accept") == "text/csv, application/json;q=0.9")
        _ = try? await client.vendor()
        #expect(field(transport, "Accept") == "application/vnd.pets+json")
    }
}
