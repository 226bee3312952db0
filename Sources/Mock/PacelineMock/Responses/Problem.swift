import PacelineDiagnostics
import PacelineModel

/// What the mock answers when it cannot answer with a sample: a problem details object (RFC 9457).
struct Problem: Hashable, Sendable {
    /// One thing that is wrong with a request.
    struct Flaw: Hashable, Sendable {
        /// `query parameter 'limit' should be an integer, not "abc"`.
        var detail: String
        /// The parameter's name; nil for a flaw of the body.
        var parameter: String?
        /// Where in the body, as the fragment of a URI (RFC 6901, section 6); nil for a flaw of a parameter.
        var pointer: String?
        /// Where the document says so.
        var location: SourceLocation

        init(detail: String, parameter: String? = nil, pointer: String? = nil, location: SourceLocation) {
            self.detail = detail
            self.parameter = parameter
            self.pointer = pointer
            self.location = location
        }
    }

    var status: Int
    /// What is wrong with this request, for a person to read.
    var detail: String
    /// Each thing that is wrong, at most ``mostFlaws``.
    var flaws: [Flaw] = []

    private static let mostFlaws = 20

    init(status: Int, detail: String) {
        self.status = status
        self.detail = detail
    }

    /// A bad request; nil when nothing is wrong with it.
    init?(flaws: [Flaw]) {
        guard let first = flaws.first else { return nil }
        let more = flaws.count > 1 ? " There are \(flaws.count) such mistakes." : ""
        self.init(status: 400, detail: "\(first.detail.prefix(1).uppercased())\(first.detail.dropFirst()).\(more)")
        self.flaws = Array(flaws.prefix(Self.mostFlaws))
    }

    var response: MockResponse {
        MockResponse(status: status, contentType: "application/problem+json", text: json.jsonText)
    }

    /// `type` is `about:blank`, for which the title is the phrase of the status (RFC 9457, section 4.2.1).
    var json: Sample {
        .object(
            [
                .init("type", .string("about:blank")), .init("title", .string(Self.phrase(of: status))),
                .init("status", .number(status)), .init("detail", .string(detail)),
            ] + (flaws.isEmpty ? [] : [.init("errors", .array(flaws.map(\.json)))]))
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
        case 415: "Unsupported Media Type"
        case 429: "Too Many Requests"
        case 503: "Service Unavailable"
        default: status < 500 ? "Client Error" : "Server Error"
        }
    }
}

extension Problem.Flaw {
    fileprivate var json: Sample {
        .object(
            [.init("detail", .string(detail))] + (parameter.map { [.init("parameter", .string($0))] } ?? [])
                + (pointer.map { [.init("pointer", .string($0))] } ?? [])
                + [.init("declared", .string(String(describing: location)))])
    }
}
