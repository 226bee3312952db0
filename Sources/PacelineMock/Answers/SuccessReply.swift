import PacelineModel

extension MockResponse {
    /// The answer of an operation that goes well: its declared status and a sample of its payload.
    init(success: Response, samples: SampleBody) {
        let status = Self.code(of: success.status)
        guard let payload = success.payload, status != 204 else {
            self.init(status: status)
            return
        }
        let text =
            switch payload.content {
            case .json(let type): samples.sample(of: type, example: payload.example).jsonText
            case .form(let type, _): samples.sample(of: type, example: payload.example).formText
            case .text, .bytes, .multipart, .anyParts: payload.example?.plainText ?? "sample"
            }
        self.init(status: status, contentType: payload.concreteMediaType, text: text)
    }

    /// A code that the pattern stands for.
    private static func code(of pattern: StatusPattern) -> Int {
        switch pattern {
        case .code(let code): code
        case .range(let hundreds): hundreds * 100
        case .any: 200
        }
    }
}

extension Payload {
    /// The media type, or one of the range that it is (RFC 9110, section 12.5.1).
    fileprivate var concreteMediaType: String {
        guard mediaType.hasSuffix("/*") else { return mediaType }
        return mediaType == "text/*" ? "text/plain" : "application/octet-stream"
    }
}

extension Sample {
    /// A string as it stands, anything else as JSON.
    var plainText: String {
        guard case .string(let text) = self else { return jsonText }
        return text
    }

    /// The members as `application/x-www-form-urlencoded`.
    fileprivate var formText: String {
        guard case .object(let members) = self else { return "" }
        return members.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value.plainText))" }.joined(separator: "&")
    }
}
