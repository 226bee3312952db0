/// A name of the document, taken apart into words: `petOwnerId`, `pet_owner_id` and `Pet owner-Id` are all
/// `pet`, `owner`, `id`.
///
/// A short run of capitals among other words is an acronym and keeps them: `listUSPetOwners` is `list`, `US`, `pet`,
/// `owners`. Where all is in capitals (`IN_PROGRESS`), they say nothing.
enum Words {
    static func of(_ text: String) -> [String] {
        // A name may be made of several, with spaces between.
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map { part in
            isShouted(part) ? part.lowercased() : String(part)
        }
        let calm = isShouted(text[...]) ? text.lowercased() : parts.joined(separator: " ")
        return split(calm).map { $0.isAcronym ? $0 : $0.lowercased() }
    }

    /// Whether several words are all in capitals.
    private static func isShouted(_ text: Substring) -> Bool {
        !text.contains(where: \.isLowercase) && split(String(text)).count > 1
    }

    private static func split(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        func end() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            guard character.isLetter || character.isNumber else {
                end()
                if let spoken = symbols[character], isSpoken(characters, at: index) { words.append(spoken) }
                continue
            }
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            if let last = word.last, character.isUppercase {
                // A capital starts a word after a small letter (`groupId`), and ends a run of capitals when a small
                // letter follows (`HTTPServer`).
                let endsRun = last.isUppercase && next?.isLowercase == true && !isPluralMark(characters, at: index + 1)
                if last.isLowercase || (last.isNumber && next?.isLowercase == true) || endsRun { end() }
            }
            word.append(character)
        }
        end()
        return words
    }

    /// The `s` of `IDs` and `URLs`, which belongs to the run of capitals before it.
    private static func isPluralMark(_ characters: [Character], at index: Int) -> Bool {
        guard characters[index] == "s" else { return false }
        return index + 1 == characters.count || !characters[index + 1].isLowercase
    }

    /// A symbol is read out only where it makes a difference: before a number (`+1`, `-1`), or where nothing else stands.
    private static func isSpoken(_ characters: [Character], at index: Int) -> Bool {
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
        let letters = hasSuffix("s") ? dropLast() : self[...]
        return (2...5).contains(letters.count) && letters.allSatisfy { $0.isUppercase || $0.isNumber }
            && letters.first?.isUppercase == true && letters.dropFirst().contains(where: \.isUppercase)
    }
}
