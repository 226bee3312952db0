internal import PacelineDiagnostics

/// Explicit tags.
extension TreeBuilder {
    private static let prefix = "tag:yaml.org,2002:"

    /// The meaning of a scalar's explicit tag; one that does not fit the text or is unknown is reported.
    mutating func tagMeaning(
        _ tag: String, of text: UnsafeBufferPointer<UInt8>, at mark: EventStream.Mark
    ) -> YAMLTree.Record.Tag {
        let meaning = ScalarMeaning(plain: text)
        let (known, fits): (YAMLTree.Record.Tag, Bool)
        switch tag {
        case "!", Self.prefix + "str": (known, fits) = (.string, true)
        case Self.prefix + "int": (known, fits) = (.integer, meaning.isWhole)
        case Self.prefix + "float": (known, fits) = (.number, meaning.number != nil)
        case Self.prefix + "bool": (known, fits) = (.boolean, meaning.isBoolean)
        case Self.prefix + "null": (known, fits) = (.null, meaning == .null)
        default:
            report(
                .untidy, .unknownYAMLTag, "the tag `\(Self.short(tag))` has no meaning here; the value is read as text",
                at: mark)
            return .string
        }
        if !fits {
            report(
                .untidy, .wrongYAMLTag,
                "`\(String(decoding: text, as: UTF8.self))` is not a valid `\(Self.short(tag))`; the value is read as text",
                at: mark)
            return .string
        }
        return known
    }

    mutating func checkCollectionTag(_ tag: String, isMapping: Bool, at mark: EventStream.Mark) {
        guard tag != "!", tag != Self.prefix + (isMapping ? "map" : "seq") else { return }
        report(.untidy, .unknownYAMLTag, "the tag `\(Self.short(tag))` has no meaning here and is left out", at: mark)
    }

    private static func short(_ tag: String) -> String {
        tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }
}
