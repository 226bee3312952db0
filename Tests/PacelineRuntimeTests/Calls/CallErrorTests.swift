import Foundation
import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What errors say.
@Suite(.timeLimit(.minutes(1))) struct CallErrorTests {
    private struct Book: JSONValue, Sendable {
        var title: String
        var pages: Int

        init(reading reader: JSONReader) {
            title = reader.string("title")
            pages = reader.int("pages")
        }

        func write(to writer: JSONWriter) {}
    }

    private func failure(_ response: ScriptedResponse..., status: Int = 200) async throws -> CallError {
        let fixture = CallFixture(response[0], response[response.count - 1])
        let builder = RequestBuilder(.list, .default)
        let result = await fixture.result { () throws(CallError) -> [String: [Book]] in
            try await fixture.core.value(builder)
        }
        return try #require(throws: CallError.self) { try result.get() }
    }

    /// A decoding error tells the place in the document, the operation and the response.
    @Test func decoding() async throws {
        let body = #"{"books": [{"title": "Emma", "pages": 1}, {"title": "Persuasion", "pages": "many"}]}"#
        let error = try await failure(.status(200, body))
        #expect(error.code == .decoding)
        #expect(error.message.contains("/books/1/pages"))
        #expect(error.underlying is JSONError)
        #expect(error.operation == "listBooks")
        #expect(error.attempts == 1)
        #expect(error.response?.body == Array(body.utf8))
    }

    @Test func decodingAfterRepetition() async throws {
        let error = try await failure(.status(503), .status(200, "["))
        #expect(error.code == .decoding)
        #expect(error.attempts == 2)
    }

    @Test func text() async throws {
        let fixture = CallFixture(.status(200, bytes: [0xFF]))
        let error = try await fixture.failure()
        #expect(error.code == .decoding)
        #expect(error.message.contains("the response is not UTF-8 text"))
        #expect(try await fixture.core.download(RequestBuilder(.list, .default)).bytes() == [0xFF])
    }

    /// What the server said stands in the text, without what looks like a secret, and not all of it.
    @Test(arguments: [
        (#"{"error": "no such book"}"#, #": {"error": "no such book"}"#),
        ("no\n\tsuch  book\u{7F}", ": no such book"), ("", ""),
        (
            #"{"token": "abc", "tokens":["d e"], "name":"n"}"#,
            #": {"token": "[redacted]", "tokens":[redacted], "name":"n"}"#
        ),
        (#"{"client_secret":"s3","X-Api-Key" : "k"}"#, #": {"client_secret":"[redacted]","X-Api-Key" : "[redacted]"}"#),
        ("authorization: Bearer abc.def", ": authorization: [redacted] [redacted]"),
        ("token=abc&next=1", ": token=[redacted]&next=1"),
        (String(repeating: "ab ", count: 200), ": " + String(repeating: "ab ", count: 67).prefix(200) + "…"),
    ])
    func excerpts(_ body: String, _ end: String) async throws {
        let error = try await failure(.status(404, body))
        let head = "listBooks: the server answered 404 [response, attempts 1]"
        #expect(error.description == head + end)
        #expect(error.localizedDescription == error.description)
    }

    @Test func bytesAreNoExcerpt() async throws {
        #expect(try await failure(.status(404, bytes: [0xFF, 0])).description.hasSuffix("]"))
    }

    @Test func whatCanBeDone() async throws {
        let error = try await failure(.status(404, #"{"title": "Emma", "pages": 3}"#))
        #expect(error.problem(as: Book.self)?.title == "Emma" && error.problem(as: [Book].self) == nil)
        #expect(!error.isRetryable && !error.isCancellation)
        #expect(try await failure(.status(500)).isRetryable)
        #expect(CallError(.cancelled, "").isCancellation && !CallError(.cancelled, "").isRetryable)
        #expect(CallError(.queueFull, "").isRetryable && !CallError(.decoding, "").isRetryable)
    }

    /// The response of a failure can be read as what the document declares for its status.
    @Test func problems() async throws {
        let error = try await failure(.status(404, #"{"title": "Emma", "pages": 3}"#, fields: [.server: "s"]))
        #expect(error.code == .response)
        #expect(error.response?.status == 404)
        #expect(error.response?.headerFields[.server] == "s")
        #expect(try error.response?.decode(Book.self).pages == 3)
        #expect(throws: JSONError.self) { try error.response?.decode([Int].self) }
    }

    @Test func descriptions() async throws {
        let refused = try await CallFixture(.status(429, fields: [.retryAfter: "5"]), retry: .never).failure()
        #expect(
            "\(refused)"
                == "listBooks: the server refused the call: its rate limit is reached [refused, policy per-minute, "
                + "key acme, attempts 1, retry after 5 s]")
        let missing = try await CallFixture(.status(404)).failure(.unlimited(.get))
        #expect("\(missing)" == "free: the server answered 404 [response, attempts 1]")
        let lost = try await CallFixture(.fails(.maybeSent)).failure(.add)
        #expect("\(lost)" == "addBook: the scripted failure [transport, attempts 1]")
        #expect("\(CallError(.encoding, "no"))" == "no [encoding]")
    }

    @Test func limiterErrors() async throws {
        let fixture = CallFixture()
        let limits = fixture.core.limits
        let bucket = try #require(limits.snapshot().first)
        func error(_ code: RateLimitError.Code, earliest: Instant? = nil) -> CallError {
            CallError(
                RateLimitError(code, bucketName: bucket.name, bucketKey: bucket.key, earliest: earliest),
                now: .zero + .seconds(1), limits: limits)
        }
        let deadline = error(.deadline, earliest: .zero + .seconds(4))
        #expect(deadline.code == .deadline)
        #expect(deadline.retryAfter == .seconds(3))
        #expect("\(deadline)".contains("2 requests per 60 s, per account: the call could not start in time"))
        #expect(error(.queueFull).code == .queueFull)
        #expect(error(.exceedsQuota).code == .exceedsQuota)
        #expect(error(.cancelled).code == .cancelled)
        #expect(error(.deadline, earliest: .zero).retryAfter == nil)
        #expect([deadline.policy, deadline.key] == ["per-minute", "acme"])
    }
}
