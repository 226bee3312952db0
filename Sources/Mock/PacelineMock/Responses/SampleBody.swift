import PacelineDocument
import PacelineLowering
import PacelineModel
import PacelineYAML

/// The body of a response in one media type.
struct SampleBody {
    /// The media type that is sent: of a range one that is in it.
    let contentType: String
    let text: String

    init(_ media: Named<MediaType>, samples: SampleMaker) {
        let example = samples.document.example(of: media.value)
        let sample = { samples.sample(of: media.value.schema, example: example) }
        // A text that the document gives for the whole body of what is not JSON is that body.
        let written = example?.string
        var contentType = media.name
        switch media.kind {
        case .json: text = sample().jsonText
        case .form: text = written ?? sample().formText
        case .events:
            let item = samples.sample(of: media.value.itemSchema ?? media.value.schema, example: example)
            text = written ?? item.stream(as: media.essence)
        case .yaml: text = written ?? sample().jsonText
        case .text:
            text = written ?? (media.value.schema == nil ? "sample" : sample().plainText)
        case .range:
            let value = sample()
            if case .string(let words) = value {
                contentType = media.essence == "text/*" ? "text/plain" : "application/octet-stream"
                text = written ?? words
            } else if media.value.schema == nil, example == nil {
                contentType = media.essence == "text/*" ? "text/plain" : "application/octet-stream"
                text = "sample"
            } else {
                contentType = "application/json"
                text = value.jsonText
            }
        case .xml, .multipart, .bytes: text = written ?? "sample"
        }
        self.contentType = contentType
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

    /// A stream of the value alone: an event (HTML, section 9.2), a line of JSON, or a text of RFC 7464.
    fileprivate func stream(as essence: String) -> String {
        switch essence {
        case "text/event-stream":
            // A schema that speaks of the event itself has its fields for members.
            let names = ["event", "id", "retry", "data"]
            if case .object(let members) = self, member("data") != nil, members.allSatisfy({ names.contains($0.name) })
            {
                return members.map { "\($0.name): \($0.value.plainText)\n" }.joined() + "\n"
            }
            return "data: \(jsonText)\n\n"
        case "application/json-seq": return "\u{1E}\(jsonText)\n"
        default: return "\(jsonText)\n"
        }
    }
}

extension MediaType {
    /// The schema of one item of a stream (OpenAPI 3.2).
    fileprivate var itemSchema: Schema? { node["itemSchema"].map { Schema(node: $0) } }
}
