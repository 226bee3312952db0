@testable import PacelineMock
import PacelineModel
import PacelinePolicy
import Testing

/// Refusals have everything that the document says of them.
@Suite struct RefusalTests {
    typealias Predicate = ValuePredicate

    private func reply(
        _ conditions: [ResponseCondition], messages: [String] = [], fields: QuotaFields? = nil,
        with other: [MockRequest.Pair] = []
    ) -> MockResponse {
        let refusal = RefusalPattern(messages: messages, conditions: conditions)
        let policy = RateLimitPolicy(name: "p", numbers: .undisclosed, refusal: refusal, fields: fields)
        return RefusalReply(policy).response(with: other)
    }

    @Test func conditionsOnFieldsReplaceWhatElseIsSent() {
        let response = reply(
            [
                .init(.header("X-Remaining"), .anyOf(["0"])),
                .init(.header("X-Scope"), .all([.not(.anyOf(["shared"])), .present(true)])),
                .init(.header("Retry-After"), .present(false)),
            ], with: [.init("x-remaining", "7"), .init("retry-after", "3"), .init("X-Limit", "60")])
        #expect(
            Array(response.fields.dropFirst()) == [
                .init("X-Limit", "60"), .init("X-Remaining", "0"), .init("X-Scope", "other"),
            ])
    }

    @Test func conditionsOnTheBodyAreMembersOfIt() {
        let response = reply([
            .init(.body("/error/code"), .anyOf(["rate", "slow"])),
            .init(.body("/error/left"), .maximum(0)),
            .init(.body("/errors/1/message"), .contains("Throttled")),
            .init(.body("/a~1b"), .all([.minimum(3), .not(.anyOf(["3"]))])),
            .init(.body("/title"), .present(false)),
        ])
        #expect(
            response.text == """
                {"type":"about:blank","status":429,"detail":"The rate limit p is exceeded.",\
                "error":{"code":"rate","left":0},"errors":[{},{"message":"Throttled"}],"a/b":4}
                """)
    }

    /// A message stays in the body when a condition takes its place, and when JSON must escape it.
    @Test(arguments: ["too much", #"too "much""#])
    func messagesBesideConditions(message: String) {
        let response = reply(
            [.init(.body("/detail"), .anyOf(["x"]))], messages: [message])
        #expect(response.text.contains(#""detail":"x""#))
        #expect(response.text.contains(Sample.string(message).jsonText))
    }

    @Test func policiesWithStandardFieldsNameThemselves() {
        #expect(reply([], fields: .ietf).text.hasSuffix(#","violated-policies":["p"]}"#))
    }

    /// Found values fulfil their predicates.
    @Test(arguments: [
        Predicate.anyOf(["a"]), .contains("a"), .minimum(3.5), .maximum(-2), .present(true), .present(false),
        .not(.present(false)), .not(.contains("other")), .not(.minimum(0)), .all([.minimum(3), .maximum(3)]),
        .not(.not(.anyOf(["x"]))), .all([.contains("a"), .contains("b")]),
        .all([.minimum(1), .not(.anyOf(["1"]))]), .not(.all([.present(true), .not(.anyOf(["x"]))])),
    ])
    func values(predicate: Predicate) throws {
        let value = try #require(predicate.value)
        #expect(predicate.holds(for: value.text))
    }

    @Test func contradictionsHaveNoValue() {
        #expect(Predicate.all([.minimum(3), .maximum(2)]).value == nil)
        #expect(Predicate.all([.anyOf(["a"]), .present(false)]).value == nil)
    }

    @Test func predicatesOnMissingValues() {
        let failing: [Predicate] = [.anyOf([""]), .contains(""), .minimum(0), .maximum(0), .present(true)]
        for predicate in failing {
            #expect(!predicate.holds(for: nil))
            #expect(Predicate.not(predicate).holds(for: nil))
        }
        #expect(Predicate.present(false).holds(for: nil))
    }

    @Test func placing() {
        let object = Sample.object([.init("a", .array([.number(1)]))])
        #expect(object.placing(.number(2), at: "/a/0").jsonText == #"{"a":[2]}"#)
        #expect(object.placing(.number(2), at: "/a/2").jsonText == #"{"a":[1,{},2]}"#)
        #expect(object.placing(.number(2), at: "/a/x").jsonText == #"{"a":{"x":2}}"#)
        #expect(object.placing(nil, at: "/a/0").jsonText == #"{"a":[]}"#)
        #expect(object.placing(nil, at: "/b/c").jsonText == #"{"a":[1]}"#)
        #expect(object.placing(.number(2), at: "").jsonText == "2")
        #expect(object.placing(.number(2), at: "/b/99").jsonText == #"{"a":[1],"b":{"99":2}}"#)
    }
}
