import Foundation
import Synchronization

/// The regular expressions of a document, each compiled once.
///
/// JSON Schema's are those of ECMAScript; Foundation's understand nearly all of them alike. One that it does not
/// understand judges nothing.
final class PatternCache: Sendable {
    private let expressions = Mutex<[String: NSRegularExpression?]>([:])

    /// Whether some part of the text matches; nil when the pattern is no regular expression.
    func matches(_ text: String, _ pattern: String) -> Bool? {
        let expression = expressions.withLock { expressions in
            if let known = expressions[pattern] { return known }
            let new = try? NSRegularExpression(pattern: pattern)
            expressions[pattern] = .some(new)
            return new
        }
        guard let expression else { return nil }
        return expression.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
    }
}
