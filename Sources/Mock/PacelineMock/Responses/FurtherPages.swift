import PacelineDocument
import PacelineModel

/// A client that follows a list from page to page has to come to an end: every page of the mock is the last one,
/// unless the document declares how pages follow one another (``ListPages``).
extension SampleMaker.Run {
    /// What a member that leads to further pages is on the last one: null, false, an empty text or nothing at all. nil
    /// leaves it out.
    func end(of schemas: [Schema], isRequired: Bool) -> Sample? {
        guard isRequired || !schemas.isEmpty else { return nil }
        let ends: [Sample] = [.null, .boolean(false), .string(""), .number("0")]
        let end = ends.first { check.allows($0, by: schemas) }
        if end == .null || end == .boolean(false) { return end }
        guard isRequired else { return nil }
        var maker = self
        return end ?? maker.value(of: schemas)
    }
}

extension Sample {
    /// The value without members that lead to further pages.
    var withoutFurtherPages: Sample {
        switch self {
        case .object(let members):
            .object(
                members.filter { !$0.name.leadsToFurtherPages }.map { .init($0.name, $0.value.withoutFurtherPages) })
        case .array(let elements): .array(elements.map(\.withoutFurtherPages))
        case .null, .boolean, .number, .string: self
        }
    }
}

extension String {
    /// Whether a member or a field of this name leads from a page to the next one, or says that there is one: `next`,
    /// `nextPageToken`, `X-Next-Page`, `has_more`, `continuation_token`, `@odata.nextLink`.
    var leadsToFurtherPages: Bool {
        var words = self.words
        if words.first == "x" || words.first == "odata" { words.removeFirst() }
        if words.count == 1 {
            return ["next", "link", "continue", "continuation", "more"].contains(words[0]) && self != "link"
        }
        switch words.first {
        case "next": return words.dropFirst().allSatisfy(Self.pageWords.contains)
        case "has", "is":
            return ["more", "next"].contains(words[1]) && words.dropFirst(2).allSatisfy(Self.pageWords.contains)
        case "more": return words.dropFirst().allSatisfy { $0 == "available" || Self.pageWords.contains($0) }
        case "continuation", "continue": return words.dropFirst().allSatisfy(Self.pageWords.contains)
        case "end": return words == ["end", "cursor"]
        default: return false
        }
    }

    private static let pageWords: Set<String> = [
        "page", "pages", "cursor", "token", "url", "uri", "link", "links", "href", "key", "id", "start", "offset",
        "index",
        "marker", "position", "after", "results", "records", "items", "number", "path",
    ]

    /// The words of a name in camel case, snake case or with marks between, in lower case.
    private var words: [String] {
        var words: [String] = []
        var wasLower = false
        for character in self {
            guard character.isLetter || character.isNumber else {
                if words.last != "" { words.append("") }
                wasLower = false
                continue
            }
            if words.isEmpty || (character.isUppercase && wasLower) { words.append("") }
            words[words.count - 1].append(character.lowercased())
            wasLower = character.isLowercase || character.isNumber
        }
        return words.filter { !$0.isEmpty }
    }
}
