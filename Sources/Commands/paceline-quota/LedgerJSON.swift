import Foundation
import PacelineDiagnostics
import PacelineLedger

/// What is printed for machines.
enum LedgerJSON {
    static func text(_ value: some Encodable) throws(LedgerArchiveError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return escaped(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
        } catch { throw LedgerArchiveError("\(error)") }
    }

    /// JSON escapes only a part of what a terminal would obey.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            if scalar.isCommand, scalar != "\n" {
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
    }
}
