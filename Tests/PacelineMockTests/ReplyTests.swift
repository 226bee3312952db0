@testable import PacelineMock
import PacelineModel
import PacelinePolicy
import Testing

@Suite struct ReplyTests {
    @Test(arguments: [
        ([ResponsePattern.StatusRange](), 429), ([.code(403), .code(429)], 403), ([.hundreds(4)], 429),
        ([.hundreds(5)], 503), ([.hundreds(5), .code(500)], 500),
    ])
    func refusalStatus(patterns: [ResponsePattern.StatusRange], expected: Int) {
        let policy = RateLimitPolicy(name: "p", numbers: .undisclosed, refusal: .init(statuses: patterns))
        #expect(RefusalReply(policy).response().status == expected)
    }

    /// The message stands in the body letter by letter, whatever JSON would make of it.
    @Test(arguments: [
        ("You've exceeded it", "application/problem+json"), ("ÜBER “viel”", "application/problem+json"),
        (#"limit "a" hit"#, "text/plain; charset=utf-8"), (#"a\b"#, "text/plain; charset=utf-8"),
    ])
    func refusalMessage(message: String, contentType: String) {
        let policy = RateLimitPolicy(name: "p", numbers: .undisclosed, refusal: .init(messages: [message, "other"]))
        let response = RefusalReply(policy).response(with: [.init("Retry-After", "7")])
        #expect(response.text.contains(message))
        #expect(response.fields == [.init("Content-Type", contentType), .init("Retry-After", "7")])
    }

    @Test func problemDetails() {
        let response = Problem(status: 404, detail: "It's \"gone\"").response
        #expect(response.status == 404)
        #expect(
            response.text == #"{"type":"about:blank","title":"Not Found","status":404,"detail":"It's \"gone\""}"#)
    }

    @Test func jsonEscapesOnlyWhatItMust() {
        let sample = Sample.object([.init("a\n", .array([.string("\u{1}\t\r\\/'é"), .null, .number("1e3")]))])
        #expect(sample.jsonText == #"{"a\n":["\u0001\t\r\\/'é",null,1e3]}"#)
    }

    @Test func aLogLine() {
        let record = LogRecord(
            arrival: 1_020_000_003, received: 7, method: "GET", path: "/a", operation: "listA",
            standings: [
                .init(policy: "p", bucket: 1, cost: 0.5, inWindow: 3, isAdmitted: true, remaining: 1, reset: 1)
            ], isAdmitted: true, status: 200, delays: .init(before: 20_500_000, after: 0))
        #expect(
            record.line == """
                {"arrival":1.020000003,"received":0.000000007,"method":"GET","path":"/a","operation":"listA",\
                "policies":[{"policy":"p","bucket":1,"cost":0.5,"inWindow":3,"admitted":true,"reset":1.020000004}],"admitted":true,\
                "status":200,"beforeMilliseconds":20.500000,"afterMilliseconds":0.000000}
                """)
    }
}
