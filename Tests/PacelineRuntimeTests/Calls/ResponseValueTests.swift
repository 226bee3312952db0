import HTTPTypes
@testable import PacelineRuntime
import Testing

/// Expressions and predicates on a response.
@Suite struct ResponseValueTests {
    private static let body = """
        {"errors": [{"message": "Throttled", "code": 7}], "ok": false, "none": null, "rate": 0.50, "a/b": {"m~n": "x"},
         "": "empty", "01": "name", "big": 123456789012345678901234567890}
        """

    private static func find(_ value: ResponseValue, body: String = body) -> FoundValue {
        let fields: HTTPFields = [HTTPField.Name("X-Scope")!: " user "]
        var reader = ResponseReader(Response(status: 429, headerFields: fields, body: Array(body.utf8)))
        return reader.value(value)
    }

    /// JSON pointers (RFC 6901).
    @Test(
        arguments: [
            ("/errors/0/message", .text("Throttled")), ("/errors/0/code", .text("7")), ("/ok", .text("false")),
            ("/none", .text("null")), ("/rate", .text("0.5")), ("/a~1b/m~0n", .text("x")), ("/", .text("empty")),
            ("/01", .text("name")), ("/errors", .composite), ("", .composite), ("/errors/1", .missing),
            ("/errors/00/message", .missing), ("/errors/-", .missing), ("/ok/x", .missing), ("/nothing", .missing),
            ("/big", .text("123456789012345678901234567890")),
        ] as [(String, FoundValue)])
    func pointers(pointer: String, found: FoundValue) {
        #expect(Self.find(.body(pointer)) == found)
    }

    @Test func otherBodies() {
        #expect(Self.find(.body("/a"), body: "no JSON") == .missing)
        #expect(Self.find(.body(""), body: "3") == .text("3"))
        #expect(Self.find(.body("/0"), body: "[1]") == .text("1"))
    }

    @Test func headers() {
        #expect(Self.find(.header("x-scope")) == .text("user"))
        #expect(Self.find(.header("X-Other")) == .missing)
        #expect(Self.find(.header("not a name")) == .missing)
    }

    @Test(
        arguments: [
            (.anyOf(["user", "shared"]), .text("user"), true), (.anyOf(["User"]), .text("user"), false),
            (.anyOf([]), .text("user"), false), (.contains("se"), .text("user"), true),
            (.contains("es"), .text("user"), false), (.contains(""), .text("user"), true),
            (.minimum(3), .text("3"), true), (.minimum(3), .text("2.9"), false), (.minimum(3), .text("x"), false),
            (.maximum(0), .text("0"), true), (.maximum(0), .text("1"), false), (.minimum(0), .text("inf"), false),
            (.present(true), .composite, true), (.present(true), .missing, false), (.present(false), .missing, true),
            (.present(false), .text(""), false), (.not(.anyOf(["shared"])), .text("user"), true),
            (.not(.anyOf(["user"])), .text("user"), false), (.not(.anyOf(["user"])), .missing, true),
            (.anyOf(["user"]), .missing, false), (.minimum(0), .missing, false), (.contains(""), .composite, false),
            (.all([.minimum(1), .maximum(3)]), .text("2"), true),
            (.all([.minimum(1), .maximum(3)]), .text("4"), false),
            (.all([]), .missing, true), (.not(.present(true)), .missing, true),
        ] as [(ValuePredicate, FoundValue, Bool)])
    func predicates(predicate: ValuePredicate, found: FoundValue, isMet: Bool) {
        #expect(predicate.isMet(by: found) == isMet)
    }

    private static func refusing(
        _ status: Int, _ patterns: RefusalPattern..., body: String = body, scope: String? = "user"
    ) -> [Int] {
        var fields = HTTPFields()
        fields[HTTPField.Name("X-Scope")!] = scope
        var reader = ResponseReader(Response(status: status, headerFields: fields, body: Array(body.utf8)))
        let policies = patterns.map { RateLimitPolicy(name: "p", numbers: .undisclosed, refusal: $0) }
        return RefusalRecognition.refusal(by: policies, in: &reader)?.places ?? []
    }

    private static let user = ResponseCondition(.header("X-Scope"), .anyOf(["user"]))
    private static let throttled = ResponseCondition(.body("/errors/0/message"), .anyOf(["Throttled"]))

    /// Conditions count like statuses and messages: the pattern that asks for most wins.
    @Test func mostConditionsWin() {
        let plain = RefusalPattern()
        let one = RefusalPattern(conditions: [Self.user])
        let two = RefusalPattern(conditions: [Self.user, Self.throttled])
        #expect(Self.refusing(429, plain, one) == [1])
        #expect(Self.refusing(429, two, one, plain) == [0])
        #expect(Self.refusing(429, two, one, plain, scope: "shared") == [2])
        #expect(Self.refusing(429, one, two, body: "{}") == [0])
        #expect(Self.refusing(429, RefusalPattern(messages: ["throttled"]), one) == [0, 1])
        #expect(Self.refusing(403, plain, one).isEmpty)
        #expect(Self.refusing(403, RefusalPattern(statuses: [], conditions: [Self.user])) == [0])
    }

    /// A success is a refusal only where a pattern names its status, and then only by what it says.
    @Test func successes() {
        #expect(Self.refusing(200, RefusalPattern(statuses: [.code(200)], conditions: [Self.throttled])) == [0])
        #expect(
            Self.refusing(200, RefusalPattern(statuses: [.code(200)], conditions: [Self.throttled]), body: "{}") == [])
        #expect(Self.refusing(200, RefusalPattern(statuses: [.hundreds(2)], messages: ["Throttled"])) == [0])
        #expect(Self.refusing(200, RefusalPattern(statuses: [.code(200)])) == [])
        #expect(Self.refusing(200, RefusalPattern(statuses: [], conditions: [Self.throttled])) == [])
    }
}
