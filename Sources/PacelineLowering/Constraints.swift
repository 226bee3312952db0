import PacelineDocument
import PacelineModel
import PacelineYAML

extension Lowering {
    /// What the schema asks of a value beyond its type, in words for a doc comment.
    func constraints(of schema: Schema) -> String {
        var parts: [String] = []
        switch (schema.minimum, schema.maximum) {
        case (let low?, let high?) where !low.isExclusive && !high.isExclusive:
            parts.append("from \(plain(low.value)) to \(plain(high.value))")
        case (let low, let high):
            let low = low.map { ($0.isExclusive ? "above " : "at least ") + plain($0.value) }
            let high = high.map { ($0.isExclusive ? "below " : "at most ") + plain($0.value) }
            let bounds = [low, high].compactMap { $0 }
            if !bounds.isEmpty { parts.append(bounds.joined(separator: " and ")) }
        }
        parts += range(schema.minLength, schema.maxLength, of: "character")
        parts += range(schema.minItems, schema.maxItems, of: "item")
        if schema.uniqueItems { parts.append("without repeats") }
        if let pattern = schema.pattern { parts.append("matching `\(pattern)`") }
        if let multiple = schema.multipleOf { parts.append("a multiple of \(plain(multiple))") }
        if let standard = schema.defaultValue?.text { parts.append("`\(standard)` when absent") }
        if let format = schema.format, !typedFormats.contains(format) { parts.append("format `\(format)`") }
        return parts.joined(separator: ", ")
    }

    /// The formats that the type itself expresses.
    private var typedFormats: Set<String> { ["date-time", "date", "int32", "int64", "float", "double"] }

    private func range(_ low: Int?, _ high: Int?, of what: String) -> [String] {
        func count(_ number: Int) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
        switch (low, high) {
        case (let low?, let high?): return [low == high ? count(low) : "\(low) to \(count(high))"]
        case (let low?, nil): return low == 0 ? [] : ["at least \(count(low))"]
        case (nil, let high?): return ["at most \(count(high))"]
        case (nil, nil): return []
        }
    }

    private func plain(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}

extension Sample {
    /// The value of a node.
    init(_ node: Node) {
        switch node.kind {
        case .null: self = .null
        case .boolean: self = .boolean(node.boolean ?? false)
        case .integer, .number: self = .number(node.jsonNumber)
        case .string: self = .string(node.text ?? "")
        case .sequence: self = .array(node.elements.map(Sample.init))
        case .mapping:
            self = .object(node.entries.map { Member(name: $0.key, value: Sample($0.value)) })
        }
    }
}

extension Node {
    /// The number in JSON's notation: YAML also writes `0x1F`, `+1` and `.5`.
    fileprivate var jsonNumber: String {
        if let integer { return String(integer) }
        guard let double, double.isFinite else { return "0" }
        return String(double)
    }
}
