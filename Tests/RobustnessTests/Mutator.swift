import PacelineYAML

/// The same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Changes a document at one to three places, as a slip, a broken tool or a bad day would.
struct Mutator {
    private let bytes: [UInt8]
    private let original: MutableValue
    private let pointers: [JSONPointer]
    private var random: SeededGenerator

    enum Mutation: CaseIterable {
        case dropKey, renameKey, duplicateKey, changeType, replaceScalar, breakReference, insertReference, moveSubtree
        case cutText, flipBytes
    }

    /// Texts that break what is careless with names, literals, comments, numbers or line ends.
    private static let strangeTexts = [
        "", " ", "\n", "\t", "\"", "\"\"\"", "\\", "\\(x)", "*/", "/*", "`", "`self`", "self", "Type", "init", "0",
        "-1",
        "#/components/schemas", "{", "}", "{id}", "{{x}}", "/{a}{b}/{}", "a\u{0}b", "a\u{2028}b\u{85}c\rd", "\u{FEFF}",
        "😀",
        "e\u{301}", "日本", "\u{202E}abc", "x".padding(5000), "default", "200", "4XX", "application/json", "$ref",
        "http://[", "true", "null", "2020-13-45T25:61:00Z",
    ]
    private static let strangeScalars = [
        "null", "true", "false", "0", "-1", "1.5", "1e400", "-0.0", "18446744073709551616", "9223372036854775807",
        "99999999999999999999999999", "1e-400", "\"\"", "[]", "{}", "[[]]", "{\"\": {}}", "\"string\"", "\"object\"",
        "\"array\"",
    ]

    /// nil when the document cannot be read as it is.
    init?(_ tree: YAMLTree?, bytes: [UInt8], seed: UInt64) {
        guard let tree else { return nil }
        self.bytes = bytes
        original = MutableValue(tree.root)
        pointers = original.pointers()
        random = SeededGenerator(seed: seed)
    }

    /// The next mutant, and what was done to it.
    mutating func next() -> (bytes: [UInt8], mutations: [Mutation]) {
        let mutations = (0..<Int.random(in: 1...3, using: &random)).compactMap { _ in
            Mutation.allCases.randomElement(using: &random)
        }
        var value = original
        for mutation in mutations where mutation != .cutText && mutation != .flipBytes { apply(mutation, to: &value) }
        // Where only bytes are damaged, the document stays in the notation in which it was written.
        var result = bytes
        if !mutations.allSatisfy({ $0 == .cutText || $0 == .flipBytes }) {
            var text = ""
            value.write(to: &text)
            result = Array(text.utf8)
        }
        for mutation in mutations { damage(&result, mutation) }
        return (result, mutations)
    }

    private mutating func apply(_ mutation: Mutation, to value: inout MutableValue) {
        let number = Int.random(in: 0..<value.count, using: &random)
        switch mutation {
        case .dropKey: changeMap(number, in: &value) { entries, index, _ in entries.remove(at: index) }
        case .renameKey:
            changeMap(number, in: &value) { entries, index, random in
                entries[index].key = Self.strangeTexts.randomElement(using: &random) ?? ""
            }
        case .duplicateKey:
            changeMap(number, in: &value) { entries, index, random in
                entries.append((entries[index].key, entries.randomElement(using: &random)?.value ?? .scalar("null")))
            }
        case .changeType:
            let literal = Self.strangeScalars.randomElement(using: &random) ?? "null"
            value.change(number) { $0 = .scalar(literal) }
        case .replaceScalar:
            let text = Self.strangeTexts.randomElement(using: &random) ?? ""
            changeLeaf(number, in: &value) { $0 = .text(text) }
        case .breakReference, .insertReference:
            let pointer = pointers.randomElement(using: &random)?.text ?? ""
            let text = ["#\(pointer)", "#\(pointer)/x", "#", "x.yaml#\(pointer)", "#x", "http://x", ""][
                mutation == .insertReference ? 0 : Int.random(in: 0..<7, using: &random)]
            let reference = MutableValue.map([("$ref", .text(text))])
            value.change(number) { $0 = reference }
        case .moveSubtree:
            let other = value.value(Int.random(in: 0..<value.count, using: &random))
            value.change(number) { $0 = other }
        case .cutText, .flipBytes: break
        }
    }

    /// Changes an entry of the mapping at a place, or of the next one behind it.
    private mutating func changeMap(
        _ number: Int, in value: inout MutableValue,
        _ body: (inout [(key: String, value: MutableValue)], Int, inout SeededGenerator) -> Void
    ) {
        var random = random
        for candidate in number..<min(number + 50, value.count) {
            var isDone = false
            value.change(candidate) { target in
                guard case .map(var entries) = target, !entries.isEmpty else { return }
                body(&entries, Int.random(in: entries.indices, using: &random), &random)
                target = .map(entries)
                isDone = true
            }
            if isDone { break }
        }
        self.random = random
    }

    private func changeLeaf(_ number: Int, in value: inout MutableValue, _ body: (inout MutableValue) -> Void) {
        for candidate in number..<min(number + 50, value.count) {
            var isDone = false
            value.change(candidate) { target in
                guard case .scalar = target else { return }
                body(&target)
                isDone = true
            }
            if isDone { break }
        }
    }

    private mutating func damage(_ bytes: inout [UInt8], _ mutation: Mutation) {
        guard !bytes.isEmpty else { return }
        switch mutation {
        case .cutText:
            let start = Int.random(in: bytes.indices, using: &random)
            let length = Bool.random(using: &random) ? bytes.count : Int.random(in: 1...200, using: &random)
            bytes.removeSubrange(start..<min(start + length, bytes.count))
        case .flipBytes:
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                bytes[index] ^= UInt8(1) << UInt8.random(in: 0...7, using: &random)
            }
        default: break
        }
    }
}

extension String {
    fileprivate func padding(_ count: Int) -> String { String(repeating: self, count: count) }
}
