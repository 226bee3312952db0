import PacelineDocument
import PacelineLowering
import PacelineModel
import PacelineYAML

/// The text of a stream: a few values in its format, and the data that ends it.
struct SampleStream {
    /// So many values, which tell a stream from a single one.
    private static let length = 3
    private static let fields = ["event", "id", "retry", "data"]

    let text: String

    init(_ media: Named<MediaType>, samples: SampleMaker, end: String?) {
        let format = media.streamFormat ?? .lines
        let item = StreamItem(of: media.value, format, samples.document)
        let example = samples.document.example(of: media.value)
        let elements = Self.elements(item.element, example, samples)
        let values = item.value == item.element ? elements : item.value.map { Self.elements($0, nil, samples) }
        var texts: [String]
        switch format {
        case .events:
            texts = elements.indices.map { index in
                Self.event(elements[index], value: values.map { $0[index % $0.count].jsonText })
            }
            if let end { texts.append("data: \(end)\n\n") }
        case .lines: texts = (elements.map(\.jsonText) + [end].compactMap(\.self)).map { "\($0)\n" }
        case .sequence: texts = (elements.map(\.jsonText) + [end].compactMap(\.self)).map { "\u{1E}\($0)\n" }
        }
        text = texts.joined()
    }

    /// The example's values where it has several, else values of the schema.
    private static func elements(_ schema: Schema?, _ example: Node?, _ samples: SampleMaker) -> [Sample] {
        if let example, example.isSequence, schema.flatMap(samples.document.resolve)?.types.contains("array") != true {
            let elements = example.elements.prefix(length).map { samples.sample(of: schema, example: $0) }
            if !elements.isEmpty { return elements }
        }
        if let schema, example == nil { return samples.samples(of: schema, count: length) }
        return Array(repeating: samples.sample(of: schema, example: example), count: length)
    }

    /// An event with its fields, where the schema speaks of these, else with the data alone.
    private static func event(_ sample: Sample, value: String?) -> String {
        var members = [Sample.Member(name: "data", value: sample)]
        if case .object(let own) = sample, sample.member("data") != nil, own.allSatisfy({ fields.contains($0.name) }) {
            members = own
        }
        let lines = members.flatMap { member in
            let text = member.name == "data" ? value ?? member.value.plainText : member.value.plainText
            return text.split(separator: "\n", omittingEmptySubsequences: false).map { "\(member.name): \($0)\n" }
        }
        return lines.joined() + "\n"
    }
}
