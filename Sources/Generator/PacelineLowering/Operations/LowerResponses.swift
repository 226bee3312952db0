import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension OperationLowering {
    /// The declared responses of an operation, sorted by what they mean.
    struct Responses {
        var success: PacelineModel.Response
        var otherSuccesses: [PacelineModel.Response] = []
        var failures: [PacelineModel.Response] = []
    }

    /// The successes, by status, and the others.
    ///
    /// Where no 2xx is declared, a redirection is what success means, and without one `default`, if it is alone or
    /// beside failures only.
    mutating func lowerResponses(of operation: PacelineDocument.Operation, named name: String) -> Responses {
        let entries = operation.responses.compactMap { entry in
            StatusPattern(entry.name).map { (pattern: $0, entry: entry) }
        }
        var successes = entries.filter { $0.pattern.isSuccess }.sorted { $0.pattern.rank < $1.pattern.rank }
        if successes.isEmpty {
            let others = entries.filter { $0.pattern.isRedirection }.min { $0.pattern.rank < $1.pattern.rank }
            successes = [others ?? entries.first { $0.pattern == .any }].compactMap { $0 }
        }
        let places = successes.map(\.entry.location)
        var responses = Responses(success: PacelineModel.Response(status: .range(2)))
        for (index, success) in successes.enumerated() {
            let name = index == 0 ? "\(name) response" : "\(name) \(success.entry.name) response"
            let response = lower(success.entry, as: success.pattern, of: operation, named: name, isSuccess: true)
            if index == 0 { responses.success = response } else { responses.otherSuccesses.append(response) }
        }
        dropMixedStreams(&responses, at: successes.first?.entry.location)
        for (pattern, entry) in entries where !places.contains(entry.location) {
            responses.failures.append(
                lower(entry, as: pattern, of: operation, named: "\(name) \(entry.name) response"))
        }
        return responses
    }

    private mutating func lower(
        _ entry: Named<Referenced<PacelineDocument.Response>>, as pattern: StatusPattern,
        of operation: PacelineDocument.Operation, named name: String, isSuccess: Bool = false
    ) -> PacelineModel.Response {
        guard let response = document.resolve(entry.value) else { return PacelineModel.Response(status: pattern) }
        let component =
            if case .reference(let reference) = entry.value { reference.targetName } else { nil as String? }
        var lowered = PacelineModel.Response(status: pattern, description: response.description ?? "")
        lowered.fields = lowerFields(of: response, named: component ?? name)
        // RFC 9110: a response to HEAD (section 9.3.2), and one with such a status (15.3.5, 15.3.6, 15.4.5), has no
        // body.
        let isEmpty = operation.method == "head" || [.code(204), .code(205), .code(304)].contains(pattern)
        guard !isEmpty else { return lowered }
        let content = inOrder(isSuccess ? representations(of: response, for: operation.streamCall) : response.content)
        guard let media = content.first else { return lowered }
        if isSuccess, let format = media.streamFormat {
            lowered.payload = lowerStream(media, format, of: operation, named: component ?? name)
        } else {
            lowered.payload = lowerAnswer(media, named: component ?? name)
        }
        lowered.payload?.description = response.description ?? ""
        lowered.otherMediaTypes = content.dropFirst().map(\.name)
        reportLost(content.dropFirst(), beside: media, of: operation)
        return lowered
    }

    private mutating func lowerAnswer(_ media: Named<MediaType>, named name: String) -> Payload {
        let schema = media.value.schema
        switch media.kind {
        case .json where schema.map({ isBinary($0) }) == true: return payload(media, .bytes, as: media.sentName)
        case .json:
            let type = schema.map { lower($0, named: name) } ?? .json
            return payload(media, .json(type), as: media.sentName)
        case .range where schema.map({ isValue($0) }) == true:
            let type = schema.map { lower($0, named: name) } ?? .json
            return payload(media, .json(type), as: "application/json")
        case .xml, .yaml:
            if schema.map({ isStructured($0) }) == true {
                diagnostics.lost(
                    .readAsText, "\(media.kind == .xml ? "XML" : "YAML") is not read by its schema",
                    at: media.location, hint: "the call returns the text")
            }
            return payload(media, .text, as: media.name)
        case .text, .events: return payload(media, .text, as: media.name)
        case .range:
            let isText = media.essence == "text/*" || schema.map({ self.isText($0) }) == true
            return payload(media, isText ? .text : .bytes, as: media.name)
        case .bytes, .form, .multipart: return payload(media, .bytes, as: media.name)
        }
    }

    /// Streams and files say what the response does not that is asked for; other notations of the same are no loss.
    private mutating func reportLost(
        _ content: ArraySlice<Named<MediaType>>, beside chosen: Named<MediaType>,
        of operation: PacelineDocument.Operation
    ) {
        for media in content
        where media.kind == .events && chosen.kind != .events && !document.misdeclaresStream(operation) {
            diagnostics.lost(
                .notAskedFor, "the stream in `\(media.name)` is not asked for", at: media.location,
                hint: "`\(chosen.name)` is what the call returns; `x-stream` with `when` makes a method of each")
        }
        let isFile = chosen.value.schema.map { isBinary($0) } ?? (chosen.kind == .bytes)
        guard !isFile else { return }
        for media in content where media.value.schema.map({ isBinary($0) }) == true {
            diagnostics.lost(
                .notAskedFor, "the file in `\(media.name)` is not asked for", at: media.location,
                hint: "`\(chosen.name)` is what the call returns")
        }
    }

    /// The declared header fields. OpenAPI: `Content-Type` is ignored, since `content` describes it.
    private mutating func lowerFields(
        of response: PacelineDocument.Response, named name: String
    ) -> [PacelineModel.Response.Field] {
        response.headers.compactMap { entry in
            guard entry.name.lowercased() != "content-type", entry.name.isToken,
                let header = document.resolve(entry.value)
            else {
                return nil
            }
            let type = header.schema.map { lower($0, named: "\(name) \(entry.name)").withoutNull } ?? .string
            return PacelineModel.Response.Field(
                name: entry.name, type: type == .json ? .string : type,
                description: header.description ?? header.schema.flatMap(document.resolve)?.description ?? "")
        }
    }
}

extension StatusPattern {
    /// A key of `responses`: `200`, `4XX`, `default`; nil for anything else.
    init?(_ key: String) {
        if key == "default" {
            self = .any
        } else if let code = Int(key), (100...599).contains(code) {
            self = .code(code)
        } else if key.count == 3, key.dropFirst().uppercased() == "XX", let digit = key.first?.wholeNumberValue {
            self = .range(digit)
        } else {
            return nil
        }
    }

    /// Codes before ranges, smaller ones first.
    var rank: Int {
        switch self {
        case .code(let code): code
        case .range(let digit): 1000 + digit
        case .any: 2000
        }
    }
}
