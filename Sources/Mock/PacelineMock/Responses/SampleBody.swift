import PacelineDocument
import PacelineLowering
import PacelineModel
import PacelineYAML

/// The body of a response in one media type.
struct SampleBody {
    /// The media type that is sent: of a range one that is in it.
    let contentType: String
    let text: String

    /// - Parameters:
    ///   - media: The media type.
    ///   - samples: Makes the values.
    ///   - endOfStream: The data that ends a stream; nil where only its end does.
    init(_ media: Named<MediaType>, samples: SampleMaker, endOfStream: String? = nil) {
        let example = samples.document.example(of: media.value)
        let sample = { samples.sample(of: media.value.schema, example: example) }
        // A text that the document gives for the whole body of what is not JSON is that body.
        let written = example?.string
        var contentType = media.name
        switch media.kind {
        case .json: text = sample().jsonText
        case .form: text = written ?? sample().formText
        case .events: text = written ?? SampleStream(media, samples: samples, end: endOfStream).text
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
}
