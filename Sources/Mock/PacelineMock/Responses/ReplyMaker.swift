import PacelineDocument
import PacelineLowering
import PacelineModel
import PacelineYAML

/// Makes the responses of operations by what the document says of them: status, header fields, body.
struct ReplyMaker: Sendable {
    let contracts: Contracts
    let samples: SampleMaker

    init(_ document: Document, of api: API, patterns: PatternCache) {
        contracts = Contracts(document, of: api)
        samples = SampleMaker(document, patterns: patterns)
    }

    /// What a response depends on.
    struct Key: Hashable, Sendable {
        /// The operation's place.
        var index: Int
        /// Where the document declares the response.
        var pattern: StatusPattern
        var code: Int
        /// Whether the request asked for the status.
        var isPreferred: Bool
        /// The name of the media type; nil when the response has no content.
        var media: String?
    }

    /// Which response a request gets: that of the status that it prefers where the document declares it (RFC 7240, with
    /// Prism's `code`), else the success; of several media types one that it accepts.
    func key(of index: Int, for request: MockRequest, success: StatusPattern) -> Key {
        var key = Key(index: index, pattern: success, code: success.exampleCode, isPreferred: false)
        if let code = request.preference("code").flatMap({ Int($0) }), (200...599).contains(code),
            let pattern = contracts.pattern(of: index, for: code)
        {
            key = Key(index: index, pattern: pattern, code: code, isPreferred: true)
        }
        // RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5: such responses have no content.
        guard ![204, 205, 304].contains(key.code) else { return key }
        let response = contracts.response(of: index, under: key.pattern)
        key.media =
            response.flatMap { media(of: contracts.content(of: index, $0), accept: request.field("Accept")) }?.name
        return key
    }

    func reply(_ key: Key) -> MockResponse {
        var reply = MockResponse(status: key.code)
        if let response = contracts.response(of: key.index, under: key.pattern) {
            if let media = response.content.first(where: { $0.name == key.media }) {
                let body = SampleBody(media, samples: samples, endOfStream: contracts.endOfStream(of: key.index))
                reply = MockResponse(status: key.code, contentType: body.contentType, text: body.text)
            }
            reply.fields += fields(of: response)
        }
        if key.isPreferred { reply.fields.append(.init("Preference-Applied", "code=\(key.code)")) }
        return reply
    }

    /// The media type in which a response goes: of those that the request accepts, one that the mock can write, the
    /// most usual first. None that it accepts is answered with one that it does not.
    private func media(of content: [Named<MediaType>], accept: String?) -> Named<MediaType>? {
        let ranked = content.enumerated().sorted { one, other in
            let (left, right) = (one.element, other.element)
            let (leftLacks, rightLacks) = (shortcoming(of: left) != nil, shortcoming(of: right) != nil)
            if leftLacks != rightLacks { return rightLacks }
            return (left.kind.rank, one.offset) < (right.kind.rank, other.offset)
        }.map(\.element)
        guard let accept else { return ranked.first }
        return ranked.first { AcceptField(accept).allows($0.essence) } ?? ranked.first
    }

    /// What the mock's answers in a media type are not; nil where it can write them.
    private func shortcoming(of media: Named<MediaType>) -> String? {
        if contracts.document.example(of: media.value)?.text != nil { return nil }
        switch media.kind {
        case .xml: return "a string that is not XML"
        case .multipart: return "a string without parts"
        case .bytes where media.essence != "application/octet-stream": return "bytes that are not \(media.essence)"
        default: return nil
        }
    }

    /// What a person should know who starts the mock: the responses that it cannot give as the document means them, a
    /// line for each media type.
    func notices(_ api: API) -> [String] {
        var operations: [String: (shortcoming: String, names: [String])] = [:]
        var order: [String] = []
        for (index, operation) in api.operations.enumerated() {
            guard let response = contracts.response(of: index, under: operation.success.status),
                let media = media(of: contracts.content(of: index, response), accept: nil),
                let shortcoming = shortcoming(of: media)
            else { continue }
            if operations[media.name] == nil { order.append(media.name) }
            operations[media.name, default: (shortcoming, [])].names.append(operation.id)
        }
        return order.compactMap { name in
            operations[name].map { entry in
                let more = entry.names.count > 3 ? " and \(entry.names.count - 3) more" : ""
                return
                    "\(name) is answered with \(entry.shortcoming) (\(entry.names.prefix(3).joined(separator: ", "))\(more))"
            }
        }
    }
}

/// The media ranges of an `Accept` field (RFC 9110, section 12.5.1).
struct AcceptField {
    private let ranges: [String]

    init(_ text: String) {
        ranges = text.split(separator: ",").compactMap { item in
            let parts = item.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            let isRefused = parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
            return isRefused ? nil : parts.first
        }
    }

    /// - Parameter essence: a media type in lower case, without parameters; a range stands for what is in it.
    func allows(_ essence: String) -> Bool {
        ranges.contains { range in
            range == "*/*" || range == essence || (range.hasSuffix("/*") && essence.hasPrefix(range.dropLast()))
                || essence == "*/*" || (essence.hasSuffix("/*") && range.hasPrefix(essence.dropLast()))
        }
    }
}

extension MockRequest {
    /// The value of a preference (RFC 7240, section 2); nil when the request has none of that name.
    func preference(_ name: String) -> String? {
        let values = fields.filter { $0.hasName("Prefer") }.map(\.value)
        for item in values.flatMap({ $0.split(separator: ",") }) {
            let pair = item.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map { text in
                text.trimmingPrefix(while: \.isWhitespace).filter { $0 != "\"" && !$0.isWhitespace }
            }
            if pair.count == 2, pair[0].lowercased() == name { return pair[1] }
        }
        return nil
    }
}
