/// Finds the known word that an unknown one was meant to be.
package enum Suggestion {
    /// The candidate nearest to a word, when it is near enough to be a slip: case aside, at most one edit for every
    /// three characters, or a word cut short (`int`, `desc`). The first of equally near candidates wins.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased().unicodeScalars)
        var best: (word: String, distance: Int)?
        for candidate in candidates where candidate != word {
            let other = Array(candidate.lowercased().unicodeScalars)
            if letters.count >= 3, other.count > letters.count, other.starts(with: letters), best?.distance ?? .max > 1
            {
                best = (candidate, 1)
            }
            let allowed = max(1, max(letters.count, other.count) / 3)
            guard abs(letters.count - other.count) <= allowed else { continue }
            let distance = distance(from: letters, to: other)
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// `did you mean `x`?`, or nil when no candidate is near.
    package static func hint(for word: String, among candidates: some Sequence<String>) -> String? {
        nearest(to: word, among: candidates).map { "did you mean `\($0)`?" }
    }

    /// Whether the word is another one but for a single edit, or is that word.
    package static func isSlip(_ word: String, of other: String) -> Bool {
        abs(word.count - other.count) <= 1
            && distance(from: Array(word.unicodeScalars), to: Array(other.unicodeScalars)) <= 1
    }

    /// The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
    private static func distance(from first: [Unicode.Scalar], to second: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for row in first.indices {
            var current = [row + 1]
            for column in second.indices {
                let substitution = last[column] + (first[row] == second[column] ? 0 : 1)
                var least = min(substitution, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[second.count]
    }
}
