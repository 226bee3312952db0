import PacelineDocument
import PacelineYAML

// Limits in the vocabularies of others, as remarks.

extension LimitSuggestion {
    /// How many extensions are shown, and how many values of each.
    private static let mostExtensions = 40
    private static let mostValues = 16

    func writeForeign(to text: inout SuggestionText) {
        guard !evidence.foreign.isEmpty else { return }
        text.emptyLine()
        text.remark(
            "Limits in other vocabularies, which are not read. Declare above what of them holds for your calls:")
        for foreign in evidence.foreign.prefix(Self.mostExtensions) {
            let key = foreign.entry.keyNode
            let owner = foreign.vocabulary.map { " (\($0.rawValue))" } ?? ""
            var values: [String] = []
            Self.collect(foreign.entry.value, under: "", into: &values)
            let rest = values.count > Self.mostValues ? ", …" : ""
            let words = values.prefix(Self.mostValues).joined(separator: ", ")
            text.remark(
                "  \(place(of: key)) \(foreign.entry.key.shortened(to: 60))\(owner): \(words)\(rest)", hanging: 4)
        }
        let rest = evidence.foreign.count - Self.mostExtensions
        if rest > 0 { text.remark("and \(rest) more") }
    }

    /// The scalars of a value, each with the keys that lead to it.
    private static func collect(_ node: Node, under path: String, into values: inout [String]) {
        guard values.count <= mostValues else { return }
        if let scalar = node.text {
            values.append((path.isEmpty ? "" : "\(path)=") + scalar.shown.shortened(to: 60))
        }
        let prefix = path.isEmpty ? "" : "\(path)."
        for entry in node.entries { collect(entry.value, under: prefix + entry.key.shortened(to: 40), into: &values) }
        for (number, element) in node.elements.enumerated() {
            collect(element, under: prefix + "\(number)", into: &values)
        }
    }
}
