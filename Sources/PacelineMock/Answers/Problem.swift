import PacelineModel

/// What the mock answers when it cannot answer with a sample: a problem details object (RFC 9457).
struct Problem: Hashable, Sendable {
    var status: Int
    /// What is wrong with this request, for a person to read.
    var detail: String

    init(status: Int, detail: String) {
        self.status = status
        self.detail = detail
    }

    var response: MockResponse {
        MockResponse(status: status, contentType: "application/problem+json", text: json.jsonText)
    }

    /// `type` is `about:blank`, for which the title is the phrase of the status (RFC 9457, section 4.2.1).
    var json: Sample {
        .object([
            .init("type", .string("about:blank")), .init("title", .string(Self.phrase(of: status))),
            .init("status", .number(status)), .init("detail", .string(detail)),
        ])
    }

    /// The phrases of RFC 9110, section 15, and RFC 6585 for the statuses that servers refuse with.
    private static func phrase(of status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 413: "Content Too Large"
        case 429: "Too Many Requests"
        case 503: "Service Unavailable"
        default: status < 500 ? "Client Error" : "Server Error"
        }
    }
}
