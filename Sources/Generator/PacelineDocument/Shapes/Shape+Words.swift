internal import PacelineDiagnostics
internal import PacelineYAML

// What shapes are to messages.

extension Shape {
    /// Whether a node is of the kind of a shape, whatever it holds.
    func fits(_ node: Node) -> Bool {
        switch self {
        case .any: true
        case .nullable(let inner): node.isNull || inner.fits(node)
        case .text, .form, .word, .scalar: !node.isMapping && !node.isSequence
        case .flag: node.boolean != nil
        case .number, .integer: node.double != nil
        case .quantity: !node.isMapping && !node.isSequence && node.boolean == nil
        case .duration: node.double != nil || node.string?.first?.isNumber == true
        case .list, .anyList: node.isSequence
        case .oneOrMore(let element): node.isSequence || element.fits(node)
        case .mapping, .members: node.isMapping
        case .either(let shapes): shapes.contains { $0.fits(node) }
        }
    }

    var takesText: Bool {
        switch self {
        case .text, .form, .word, .scalar, .flag: true
        case .either(let shapes): shapes.contains { $0.takesText }
        case .oneOrMore(let inner), .nullable(let inner): inner.takesText
        case .any, .number, .integer, .quantity, .duration, .list, .anyList, .mapping, .members: false
        }
    }

    /// What to write where a text stands in its place.
    func hint(for text: String) -> String? {
        switch self {
        case .members(let members): members.hint?(text)
        case .oneOrMore(let inner), .nullable(let inner): inner.hint(for: text)
        case .either(let shapes): shapes.lazy.compactMap { $0.hint(for: text) }.first
        default: nil
        }
    }

    /// The words that a value may be.
    var words: [String] {
        switch self {
        case .word(let words): words
        case .oneOrMore(let inner), .nullable(let inner): inner.words
        case .either(let shapes): shapes.flatMap(\.words)
        default: []
        }
    }

    var isList: Bool {
        switch self {
        case .list, .anyList: true
        case .either(let shapes): shapes.contains { $0.isList }
        default: false
        }
    }

    /// What is expected, each with its article.
    private var options: [String] {
        switch self {
        case .any: ["a value"]
        case .text: ["a string"]
        case .form(let form), .scalar(let form): [form.name]
        case .word(let words): words.map { "`\($0)`" }
        case .flag: ["true or false"]
        case .number: ["a number"]
        case .integer(let range):
            range.upperBound < 1_000_000
                ? ["an integer from \(range.lowerBound) to \(range.upperBound)"]
                : ["an integer of at least \(range.lowerBound)"]
        case .quantity(let isPositive): [isPositive ? "a number above 0" : "a number of at least 0"]
        case .duration: ["a length of time"]
        case .list(let element), .anyList(let element, _): ["a list of \(element.plural)"]
        case .oneOrMore(let element): element.options + ["a list of \(element.plural)"]
        case .mapping(_, _, let isNotEmpty): [isNotEmpty ? "a mapping with a member" : "a mapping"]
        case .members(let members): [members.isNamedByItsMember ? "a mapping" : members.name]
        case .either(let shapes): shapes.flatMap(\.options)
        case .nullable(let inner): inner.options
        }
    }

    /// What is expected, as one phrase.
    var expected: String { options.formed }

    private var plural: String {
        switch self {
        case .any: "values"
        case .text: "strings"
        case .form(let form), .scalar(let form): form.plural
        case .flag: "flags"
        case .number, .integer, .quantity: "numbers"
        case .duration: "lengths of time"
        case .word(let words): "words, each \(words.map { "`\($0)`" }.formed)"
        case .list, .anyList, .oneOrMore: "lists"
        case .mapping: "mappings"
        case .members(let members): members.isNamedByItsMember ? "mappings" : members.name.dropFirst(2) + "s"
        case .either(let shapes): shapes.map(\.plural).formed
        case .nullable(let inner): inner.plural
        }
    }
}

extension MappingShape {
    /// Whether it is called like what holds it: `` `filter` ``, "the configuration".
    var isNamedByItsMember: Bool { name.hasPrefix("`") || name.hasPrefix("the ") }

    /// The members that can be used.
    var supported: [String] { members.filter(\.isSupported).map(\.name) }
}

extension [String] {
    /// `a, b or c`.
    fileprivate var formed: String {
        count < 2 ? joined() : dropLast().joined(separator: ", ") + " or " + (last ?? "")
    }
}
