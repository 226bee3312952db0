import PacelineModel

/// What a policy answers with when it does not admit a request.
struct RefusalReply: Hashable, Sendable {
    var status: Int
    /// The declared message, or one that names the policy.
    var message: String

    init(_ policy: Policy) {
        status = Self.status(among: policy.refusal.statuses)
        message = policy.refusal.messages.first ?? "The rate limit \(policy.name) is exceeded."
    }

    /// - Parameter retryAfter: whole seconds for the Retry-After field (RFC 9110, section 10.2.3); nil sends none.
    func response(retryAfter: Int? = nil) -> MockResponse {
        let problem = Problem(status: status, detail: message).response
        // Clients look for the message in the bytes of the body. One that JSON would escape goes as plain text.
        var response =
            problem.text.contains(message)
            ? problem : MockResponse(status: status, contentType: "text/plain; charset=utf-8", text: message)
        if let retryAfter { response.fields.append(.init("Retry-After", String(retryAfter))) }
        return response
    }

    /// The first declared code; 429 where none is declared but 429 is allowed; else the usual code of the class.
    private static func status(among patterns: [StatusPattern]) -> Int {
        for case .code(let code) in patterns { return code }
        if patterns.isEmpty || patterns.contains(where: { $0.matches(429) }) { return 429 }
        return patterns.contains { $0.matches(503) } ? 503 : 429
    }
}
