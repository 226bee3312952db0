import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension Lowering {
    /// The request body; nil when the operation cannot be sent yet.
    mutating func lower(
        _ body: PacelineDocument.RequestBody, of operation: PacelineDocument.Operation, named name: String
    ) -> Payload? {
        guard let media = preferred(of: body.content) else {
            return Payload(
                mediaType: "application/octet-stream", content: .bytes, isRequired: body.isRequired,
                description: body.description ?? "")
        }
        let essence = media.essence
        if essence == "multipart/form-data" { return lowerForm(media, of: body, named: name + " body") }
        if essence == "application/x-www-form-urlencoded" {
            diagnostics.warning(
                "operation-skipped", "a body of `\(media.name)` is not supported yet", at: media.location,
                hint: "the operation is left out")
            return nil
        }
        warnOfOthers(than: media, among: body.content)
        return lower(
            media, isRequired: body.isRequired, description: body.description ?? "", named: name + " body")
    }

    /// The answer that is read as success, and the others.
    mutating func lowerResponses(
        of operation: PacelineDocument.Operation, named name: String
    ) -> (success: PacelineModel.Response, failures: [PacelineModel.Response]) {
        let entries = operation.responses.compactMap { entry in
            StatusPattern(entry.name).map { (pattern: $0, entry: entry) }
        }
        let success =
            entries.filter { $0.pattern.isSuccess }.min { $0.pattern.rank < $1.pattern.rank }
            ?? entries.first { $0.pattern == .any && entries.count == 1 }
        var failures: [PacelineModel.Response] = []
        for (pattern, entry) in entries where entry.location != success?.entry.location {
            let response = lower(entry, as: pattern, named: "\(name) \(entry.name) response")
            if pattern.isSuccess, response.payload != nil {
                diagnostics.warning(
                    "not-supported-yet", "a second success with content is not supported yet", at: entry.location,
                    hint: "the answer of \(success?.entry.name ?? "the first") is the one that is read")
            }
            failures.append(response)
        }
        let read = success.map { lower($0.entry, as: $0.pattern, named: name + " response") }
        return (read ?? PacelineModel.Response(status: .range(2)), failures)
    }

    private mutating func lower(
        _ entry: Named<Referenced<PacelineDocument.Response>>, as pattern: StatusPattern, named name: String
    ) -> PacelineModel.Response {
        guard let response = document.resolve(entry.value) else { return PacelineModel.Response(status: pattern) }
        let media = preferred(of: response.content)
        if let media { warnOfOthers(than: media, among: response.content) }
        let isComponent =
            if case .reference(let reference) = entry.value { reference.componentName?.name } else { nil as String? }
        return PacelineModel.Response(
            status: pattern, description: response.description ?? "",
            payload: media.map {
                lower($0, isRequired: true, description: response.description ?? "", named: isComponent ?? name)
            })
    }

    private mutating func lower(
        _ media: Named<MediaType>, isRequired: Bool, description: String, named name: String
    ) -> Payload {
        let content: Payload.Content
        if media.isJSON {
            content = .json(media.value.schema.map { lower($0, named: name) } ?? .json)
        } else {
            content = media.essence.hasPrefix("text/") ? .text : .bytes
        }
        return Payload(
            mediaType: media.name, content: content, isRequired: isRequired, description: description,
            example: document.example(of: media.value).map(Sample.init))
    }

    /// JSON where the document offers it, else what comes first.
    private func preferred(of content: [Named<MediaType>]) -> Named<MediaType>? {
        content.first { $0.isJSON } ?? content.first { $0.essence.hasPrefix("text/") } ?? content.first
    }

    private mutating func warnOfOthers(than chosen: Named<MediaType>, among content: [Named<MediaType>]) {
        for media in content where media.location != chosen.location {
            diagnostics.warning(
                "not-supported-yet", "a second media type, `\(media.name)`, is not supported yet", at: media.location,
                hint: "`\(chosen.name)` is the one that is used")
        }
    }
}

extension Named<MediaType> {
    /// The type and subtype without parameters, in lower case.
    var essence: String {
        let bare = name.prefix { $0 != ";" }
        return bare.filter { !$0.isWhitespace }.lowercased()
    }

    var isJSON: Bool { essence == "application/json" || essence.hasSuffix("+json") || essence == "text/json" }
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
