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
            case .text, .bytes, .multipart: payload.example?.plainText ?? "sample"
            }
        self.init(status: status, contentType: payload.mediaType, text: text)
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

extension Sample {
    /// A string as it stands, anything else as JSON.
    fileprivate var plainText: String {
        guard case .string(let text) = self else { return jsonText }
        return text
    }
}
