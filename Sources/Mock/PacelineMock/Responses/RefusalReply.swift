import PacelineModel
import PacelinePolicy

/// What a policy answers with when it does not admit a request: a response for which all holds that the document says
/// of refusals.
struct RefusalReply: Hashable, Sendable {
    let status: Int
    /// The declared message, or one that names the policy.
    let message: String
    /// The fields that the policy's conditions ask for; nil for one that must not be there.
    let fields: [String: String?]
    /// The body as JSON.
    let body: Sample
    /// Whether conditions ask for values of the body, so that it has to stay JSON.
    private let hasConditionsOnBody: Bool

    init(_ policy: RateLimitPolicy) {
        status = Self.status(among: policy.refusal.response.statuses)
        message = policy.refusal.response.messages.first ?? "The rate limit \(policy.name) is exceeded."
        var fields: [String: String?] = [:]
        var body = Problem(status: status, detail: message).json
        if policy.fields == .ietf {
            // draft-ietf-httpapi-ratelimit-headers, "Quota Exceeded" problem type.
            body = body.setting("violated-policies", to: .array([.string(policy.name)]))
        }
        for (value, predicates) in Self.conditions(of: policy.refusal) {
            guard let wanted = ValuePredicate.all(predicates).value else { continue }
            switch (value, wanted) {
            case (.header(let name), _): fields.updateValue(wanted.text, forKey: name)
            case (.body(let pointer), .absent): body = body.placing(nil, at: pointer)
            case (.body(let pointer), .text(let text)): body = body.placing(.string(text), at: pointer)
            case (.body(let pointer), .number(let digits)): body = body.placing(.number(digits), at: pointer)
            }
        }
        hasConditionsOnBody = policy.refusal.response.conditions.contains {
            if case .body = $0.value { true } else { false }
        }
        // A condition may have taken the message's place.
        if hasConditionsOnBody, !body.jsonText.contains(message), case .object = body {
            body = body.setting("message", to: .string(message))
        }
        self.fields = fields
        self.body = body
    }

    /// The response.
    ///
    /// - Parameter other: fields that go with it unless the policy's conditions speak of them.
    func response(with other: [MockRequest.Pair] = []) -> MockResponse {
        let text = body.jsonText
        // Clients look for the message in the bytes of the body. One that JSON would escape goes as plain text.
        var response =
            text.contains(message) || hasConditionsOnBody
            ? MockResponse(status: status, contentType: "application/problem+json", text: text)
            : MockResponse(status: status, contentType: "text/plain; charset=utf-8", text: message)
        response.fields += other.filter { field in !fields.keys.contains { field.hasName($0) } }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            if let value { response.fields.append(.init(name, value)) }
        }
        return response
    }

    /// The conditions, those on one value together.
    private static func conditions(
        of refusal: RefusalPattern
    ) -> [(value: ResponseValue, predicates: [ValuePredicate])] {
        refusal.response.conditions.reduce(into: []) { list, condition in
            if let index = list.firstIndex(where: { $0.value == condition.value }) {
                list[index].predicates.append(condition.predicate)
            } else {
                list.append((condition.value, [condition.predicate]))
            }
        }
    }

    /// The first declared code; 429 where none is declared but 429 is allowed; else the usual code of the class.
    private static func status(among patterns: [ResponsePattern.StatusRange]) -> Int {
        for case .code(let code) in patterns { return code }
        if patterns.isEmpty || patterns.contains(where: { $0.contains(429) }) { return 429 }
        return patterns.contains { $0.contains(503) } ? 503 : 429
    }
}
