import PacelineDiagnostics
import PacelineModel
import PacelineYAML

/// Holds the document's examples against the formats that it declares: a server that sends what an example shows is
/// read by what the format says.
struct ExampleCheck {
    private let types: [TypeID: TypeDeclaration]
    private let datesAreStrict: Bool
    /// The values that may still be looked at. Aliases of YAML can make a small document show endlessly many.
    private var rest = 1_000_000
    private var seen: Set<SourceLocation> = []

    init(_ declarations: [TypeDeclaration], datesAreStrict: Bool) {
        types = Dictionary(declarations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.datesAreStrict = datesAreStrict
    }

    /// Reports what in `example` is not as `type` has it.
    mutating func check(_ example: Node, _ type: TypeReference, _ diagnostics: inout DiagnosticSink) {
        var open = [(example, type)]
        while let (node, type) = open.popLast(), rest > 0 {
            rest -= 1
            switch type {
            case .nullable(let wrapped): if !node.isNull { open.append((node, wrapped)) }
            case .array(let element): for child in node.elements { open.append((child, element)) }
            case .map(let value): for entry in node.entries { open.append((entry.value, value)) }
            case .named(let id):
                guard case .record(let record) = types[id] else { continue }
                let properties = Dictionary(
                    record.properties.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
                for entry in node.entries {
                    if let type = properties[entry.key] ?? record.additional { open.append((entry.value, type)) }
                }
            default: checkScalar(node, type, &diagnostics)
            }
        }
    }

    private mutating func checkScalar(_ node: Node, _ type: TypeReference, _ diagnostics: inout DiagnosticSink) {
        guard let text = node.string, let (format, reading) = Self.reading(of: text, as: type), reading != .strict,
            seen.insert(node.location).inserted
        else { return }
        let isRead = reading == .lenient && !datesAreStrict
        let way = "`types: { formats: { \(format): { swift: String } } }` in the configuration reads any string"
        diagnostics.untidy(
            .exampleContradictsFormat, "the example `\(text.prefix(60))` is not a valid `\(format)`",
            at: node.location,
            hint: isRead
                ? type == .date
                    ? "what follows the day is ignored" : "it is read all the same, as UTC where it has no offset"
                : "such a response cannot be read; \(way)")
    }

    private enum Reading { case strict, lenient, none }

    /// The format that a type has, and how a text is read by it; nil where no text is meant.
    private static func reading(of text: String, as type: TypeReference) -> (String, Reading)? {
        switch type {
        case .dateTime:
            if TextForm.dateTimes.contains(where: { $0.matches(text) }) { return ("date-time", .strict) }
            return ("date-time", TextForm.lenientDateTimes.contains { $0.matches(text) } ? .lenient : .none)
        case .date:
            if TextForm.date.matches(text) { return ("date", .strict) }
            let isTime = (TextForm.dateTimes + TextForm.lenientDateTimes).contains { $0.matches(text) }
            return ("date", isTime ? .lenient : .none)
        case .base64:
            let isBase64 = text.utf8.allSatisfy { byte in
                UnicodeScalar(byte).properties.isAlphabetic || "0123456789+/-_= \r\n".utf8.contains(byte)
            }
            return ("byte", isBase64 ? .strict : .none)
        default: return nil
        }
    }
}

/// The form of a text, by a pattern: `d` is a digit, `s` a fraction of any length or nothing, all else itself.
private struct TextForm {
    private let pattern: [UInt8]

    init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

    static let date = TextForm("dddd-dd-dd")
    private static let starts = ["dddd-dd-ddTdd:dd:dds", "dddd-dd-ddtdd:dd:dds", "dddd-dd-dd dd:dd:dds"]
    static let dateTimes = starts.flatMap { start in ["Z", "z", "+dd:dd", "-dd:dd"].map { TextForm(start + $0) } }
    static let lenientDateTimes =
        [date]
        + (starts + starts.map { String($0.dropLast(4)) }).flatMap { start in
            ["", "Z", "z", "UTC", "GMT", "+dd", "-dd", "+dddd", "-dddd", "+dd:dd", "-dd:dd"].flatMap {
                [TextForm(start + $0), TextForm(start + " " + $0)]
            }
        }

    func matches(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        for mark in pattern {
            switch mark {
            case UInt8(ascii: "d"):
                guard let byte = rest.popFirst(), byte &- UInt8(ascii: "0") < 10 else { return false }
            case UInt8(ascii: "s"):
                guard let point = rest.first, point == UInt8(ascii: ".") || point == UInt8(ascii: ",") else { continue }
                let digits = rest.dropFirst().prefix { $0 &- UInt8(ascii: "0") < 10 }
                guard !digits.isEmpty else { return false }
                rest = rest[digits.endIndex...]
            default: guard rest.popFirst() == mark else { return false }
            }
        }
        return rest.isEmpty
    }
}
