/// A name of the document, taken apart into words: `skillGroupId`, `skill_group_id` and `Skill group-ID` are all
/// `skill`, `group`, `id`.
enum Words {
    static func of(_ text: String) -> [String] {
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
        return words.map { $0.lowercased() }
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
