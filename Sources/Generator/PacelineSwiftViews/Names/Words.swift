/// A name of the document, taken apart into words: `petOwnerId`, `pet_owner_id` and `Pet owner-Id` are all
/// `pet`, `owner`, `id`.
///
/// A short run of capitals among other words is an acronym and keeps them: `listUSPetOwners` is `list`, `US`, `pet`,
/// `owners`. Where all is in capitals (`IN_PROGRESS`), they say nothing.
enum Words {
    static func of(_ text: String) -> [String] {
        if let words = smallWords(of: text) { return words }
        // A name may be made of several, with spaces between.
        // `OAuth` is one word.
        let pairs = zip(text.utf8, text.utf8.dropFirst())
        let hasOA = pairs.contains { $0 == UInt8(ascii: "O") && $1 == UInt8(ascii: "A") }
        let text = normalized(hasOA ? text.replacing("OAuth", with: "Oauth") : text)
        return split(text).map { $0.isAcronym ? $0 : $0.lowercased() }
    }

    /// The words of a name as most are written: small letters and digits of ASCII with signs between, of which none is
    /// read out. Nil for other names.
    private static func smallWords(of text: String) -> [String]? {
        guard text.utf8.first?.isLowercase == true else { return nil }
        for byte in text.utf8 where byte.isUppercase || byte >= 0x80 || compared.contains(byte) { return nil }
        return text.utf8.split { !$0.isLowercase && !$0.isNumber }.map { String(Substring($0)) }
    }

    /// The signs that are read out behind a word.
    private static let compared = Array("<>=!".utf8)

    /// The text without capitals where these say nothing.
    private static func normalized(_ text: String) -> String {
        guard text.utf8.contains(where: { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 >= 0x80 }) else {
            return text
        }
        guard !isAllCaps(text[...]) else { return text.lowercased() }
        guard text.utf8.contains(UInt8(ascii: " ")) else { return text }
        let parts = text.parts(separatedBy: UInt8(ascii: " "), keepsEmpty: true).map { part in
            isAllCaps(part) ? part.lowercased() : String(part)
        }
        return parts.joined(separator: " ")
    }

    /// Whether several words are all in capitals.
    private static func isAllCaps(_ text: Substring) -> Bool {
        if text.utf8.contains(where: \.isLowercase) { return false }
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        return (isASCII || !text.contains(where: \.isLowercase)) && split(String(text)).count > 1
    }

    private static func split(_ text: String) -> [String] {
        text.utf8.allSatisfy { $0 < 0x80 } ? split(Array(text.utf8)) : split(Array(text))
    }

    private static func split<G: IdentifierCharacter>(_ characters: [G]) -> [String] {
        var words: [String] = []
        var start = 0
        /// Ends the word that stands before a place.
        func end(before index: Int) {
            if start < index { words.append(G.text(characters[start..<index])) }
            start = index
        }
        for (index, character) in characters.enumerated() {
            guard character.isLetter || character.isNumber else {
                end(before: index)
                start = index + 1
                if isPronounced(characters, at: index), let spoken = symbols[character.character] {
                    words.append(spoken)
                }
                continue
            }
            guard start < index, character.isUppercase else { continue }
            let last = characters[index - 1]
            let isBeforeSmall = index + 1 < characters.count && characters[index + 1].isLowercase
            // A capital starts a word after a small letter (`groupId`), and ends a run of capitals when a small letter
            // follows (`HTTPServer`).
            let endsRun = last.isUppercase && isBeforeSmall && !isPluralMark(characters, at: index + 1)
            if last.isLowercase || (last.isNumber && isBeforeSmall) || endsRun { end(before: index) }
        }
        end(before: characters.count)
        return words
    }

    /// The `s` of `IDs` and `URLs`, which belongs to the run of capitals before it.
    private static func isPluralMark<G: IdentifierCharacter>(_ characters: [G], at index: Int) -> Bool {
        guard characters[index].character == "s" else { return false }
        return index + 1 == characters.count || !characters[index + 1].isLowercase
    }

    /// A symbol is read out only where it makes a difference: before a number (`+1`, `-1`), where nothing else stands,
    /// and where it compares at the end of a name (`sent<`, `sent>`).
    private static func isPronounced<G: IdentifierCharacter>(_ characters: [G], at index: Int) -> Bool {
        let isLast = !characters[index...].contains { $0.isLetter || $0.isNumber }
        if isLast, compared.contains(where: { $0.character == characters[index].character }) { return true }
        let isAlone = !characters.contains { $0.isLetter || $0.isNumber }
        let isSign = index == 0 && characters.count > 1 && characters[1].isNumber
        return isAlone || isSign
    }

    private static let symbols: [Character: String] = [
        "+": "plus", "-": "minus", "*": "star", "/": "slash", ".": "dot", "=": "equal", "<": "less", ">": "greater",
        "!": "not", "&": "and", "|": "or", "%": "percent", "$": "dollar", "#": "number", "@": "at", "~": "tilde",
        ":": "colon", ",": "comma", "?": "question", "_": "underscore", " ": "space",
    ]
}

extension String {
    /// Whether the word is two to five capitals, a plural's `s` aside.
    fileprivate var isAcronym: Bool {
        // Most words have no capital but the first letter.
        guard utf8.dropFirst().contains(where: { $0.isUppercase || $0 >= 0x80 }) else { return false }
        let letters = hasSuffix("s") ? dropLast() : self[...]
        return (2...5).contains(letters.count) && letters.allSatisfy { $0.isUppercase || $0.isNumber }
            && letters.first?.isUppercase == true && letters.dropFirst().contains(where: \.isUppercase)
    }
}
