import Foundation
import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

@testable import Goldens

/// The case `answers`: what calls make of answers by their status, and what the answers say beside.
struct GoldenAnswerTests {
    private let time = ManualTimeSource()
    private var options: ClientOptions { ClientOptions(limiter: RateLimiter(time: time.source)) }

    private func transport(_ answer: ScriptedAnswer = .status(204)) -> RecordingTransport {
        RecordingTransport(time: time.source, answer)
    }

    private func field(_ transport: RecordingTransport, _ name: String) -> String? {
        HTTPField.Name(name).flatMap { transport.sent.last?.request.headerFields[$0] }
    }

    private func answers(_ status: Int, _ body: String = "", fields: HTTPFields = [:]) -> Answers {
        Answers(transport: transport(.status(status, body, fields: fields)), options: options)
    }

    @Test func oneTypeByAllStatuses() async throws {
        #expect(try await answers(201, #"{"name":"Rex"}"#).same().name == "Rex")
        #expect(try await answers(200, #"{"name":"Rex"}"#).onlyDefault().name == "Rex")
        #expect(try await answers(200, #"{"name":"Rex"}"#).optional()?.name == "Rex")
        #expect(try await answers(204).optional() == nil)
    }

    @Test func typesByStatus() async throws {
        func choice(_ status: Int, _ body: String) async throws -> Answers.ChoiceAnswer {
            try await answers(status, body).choice()
        }
        guard case .ok(let pet) = try await choice(200, #"{"name":"Rex"}"#),
            case .accepted(let job) = try await choice(202, #"{"id":7}"#),
            case .noContent = try await choice(204, ""), case .status226(let text) = try await choice(226, "t"),
            case .success(let bytes) = try await choice(207, "b")
        else {
            Issue.record("a case of another status")
            return
        }
        #expect(pet.name == "Rex" && job.id == 7 && text == "t" && bytes == Array("b".utf8))
        let error = await #expect(throws: CallError.self) { _ = try await choice(202, "{}") }
        #expect(error?.code == .decoding && error?.operation == "choice")
    }

    @Test func headerFieldsOfAnswers() async throws {
        var fields = HTTPFields()
        fields[try #require(HTTPField.Name("X-Remaining"))] = "3"
        fields[try #require(HTTPField.Name("X-Tags"))] = "a, b"
        let client = answers(204, fields: fields)
        let (pet, answer) = try await CallOptions.standard.withAnswer { options throws(CallError) in
            try await client.optional(options: options)
        }
        #expect(pet == nil && answer.status == 204)
        #expect(answer[Answers.Headers.xRemaining] == 3 && answer[Answers.Headers.xTags] == ["a", "b"])
        #expect(answer[Answers.Headers.location] == nil)
    }

    @Test func redirectionsAndFailures() async throws {
        let client = answers(302, fields: [.location: "/there"])
        let (_, answer) = try await CallOptions.standard.withAnswer { options throws(CallError) in
            try await client.redirect(options: options)
        }
        #expect(answer[Answers.Headers.location] == "/there")
        let error = await #expect(throws: CallError.self) { try await answers(404, #"{"title":"no"}"#).redirect() }
        #expect(try error?.answer?.decode(Answers.Problem.self).title == "no")
        try await answers(200).head()
        try await answers(200).nothing()
    }

    @Test func mediaTypesThatAreAskedFor() async throws {
        let transport = transport(.status(200, #"[{"name":"Rex"}]"#))
        let client = Answers(transport: transport, options: options)
        #expect(try await client.kinds().map(\.name) == ["Rex"])
        #expect(field(transport, "Accept") == "application/json")
        let csv = try await CallOptions.standard.rawAnswer(accept: "text/csv") { options throws(CallError) in
            _ = try await client.kinds(options: options)
        }
        #expect(csv.status == 200 && field(transport, "Accept") == "text/csv")
        _ = try await client.table()
        #expect(field(transport, "Accept") == "text/csv, application/json;q=0.9")
        _ = try? await client.vendor()
        #expect(field(transport, "Accept") == "application/vnd.pets+json")
    }
}
