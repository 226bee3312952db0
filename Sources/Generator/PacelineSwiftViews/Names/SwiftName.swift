/// An identifier of Swift that is decided: legal where it stands, and free of clashes.
package struct SwiftName: Hashable, Sendable, CustomStringConvertible {
    /// The identifier without backticks, for uses where any word will do (`.name`, argument labels in calls).
    package let bare: String

    init(_ bare: String) { self.bare = bare }

    /// The identifier as it is declared, in backticks where it is a keyword.
    package var description: String { ReservedWords.keywords.contains(bare) ? "`\(bare)`" : bare }

    /// A name in lower camel case: members, parameters, cases. `acronyms` are further words in capitals.
    static func member(_ text: String, acronyms: Set<String> = []) -> SwiftName {
        let words = Words.of(text)
        let first = words.first.map { $0.beginsWithNumber ? "value" + $0 : $0.lowercased() } ?? "empty"
        let rest = words.dropFirst().map { capitalized($0, acronyms) }
        return SwiftName(ReservedWords.legalMember(joined([first] + rest)))
    }

    /// The name of a module and of its client: as it is given where that is an identifier, else made one.
    static func module(_ text: String) -> SwiftName {
        let isIdentifier =
            text.first.map { $0.isLetter || $0 == "_" } == true
            && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && text.contains { $0 != "_" }
        return isIdentifier ? SwiftName(text) : type(text)
    }

    /// A name in upper camel case: types.
    static func type(_ text: String, acronyms: Set<String> = []) -> SwiftName {
        let words = Words.of(text)
        let name = joined(words.map { capitalized($0, acronyms) })
        let isLegal = name.first?.isLetter == true
        return SwiftName(isLegal ? name : "Type" + name)
    }

    /// The words in one, with a mark between two numbers that would run together.
    private static func joined(_ words: [String]) -> String {
        words.reduce(into: "") { name, word in
            if word.beginsWithNumber, name.last?.isNumber == true { name += "_" }
            name += word
        }
    }

    /// The word with a capital at its start, or in capitals throughout where it is an acronym.
    private static func capitalized(_ word: String, _ more: Set<String>) -> String {
        // Capitals that the document writes are kept.
        if word.utf8.first?.isUppercase == true || word.utf8.first ?? 0 >= 0x80 && word.first?.isUppercase == true {
            return word
        }
        func isAcronym(_ word: String) -> Bool { acronyms.contains(word) || more.contains(word) }
        if isAcronym(word) { return word.uppercased() }
        if word.utf8.last == UInt8(ascii: "s"), isAcronym(String(word.dropLast())) {
            return word.dropLast().uppercased() + "s"
        }
        guard let first = word.utf8.first, first.isLowercase else {
            return word.prefix(1).uppercased() + word.dropFirst()
        }
        return first.character.uppercased() + Substring(word.utf8.dropFirst())
    }

    /// The acronyms that Swift's own libraries write in capitals.
    private static let acronyms: Set<String> = [
        "ai", "api", "css", "dns", "ftp", "html", "http", "https", "id", "ip", "json", "jwt", "pdf", "sms", "sql",
        "ssh", "tcp",
        "tls", "udp", "ui", "uri", "url", "utc", "utf8", "uuid", "xml",
    ]
}

extension String {
    fileprivate var beginsWithNumber: Bool {
        guard let byte = utf8.first, byte >= 0x80 else { return utf8.first?.isNumber == true }
        return first?.isNumber == true
    }
}
