internal import PacelineDiagnostics
internal import PacelineYAML

/// A length of time as the language writes it: seconds as a number, or digits with a unit (`m` is a minute).
enum DurationText {
    /// What writing a duration can get wrong.
    enum Problem: Error {
        case notADuration
        case notPositive
        case tooLong

        fileprivate func described(_ text: String, _ name: String) -> TextForm.Problem {
            switch self {
            case .notADuration:
                TextForm.Problem(
                    .wrongDuration, "\(name): `\(text)` is not a valid duration",
                    hint: "seconds as a number, or digits with `ms`, `s`, `m` (minutes), `h` or `d`: `60s`")
            case .notPositive: TextForm.Problem(.wrongDuration, "\(name) should be longer than nothing")
            case .tooLong: TextForm.Problem(.wrongDuration, "\(name) is longer than 400 days")
            }
        }
    }

    /// The longest time that is accepted: four hundred days, in milliseconds.
    static let longest: Int64 = 400 * 86_400_000

    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// The time of a node in whole milliseconds, at least one.
    static func duration(_ node: Node) throws(Problem) -> Duration {
        if let seconds = node.double { return try checked(seconds * 1000) }
        guard let (digits, factor) = node.string.flatMap(split) else { throw .notADuration }
        return try checked((Double(digits) ?? .infinity) * Double(factor))
    }

    /// What is wrong with a node's length of time; nil for a right one.
    static func problem(in node: Node, _ name: String) -> TextForm.Problem? {
        do {
            _ = try duration(node)
            return nil
        } catch { return error.described(node.text ?? node.kindName, name) }
    }

    /// Whether a node says that there is no time: `0`, or `0` with a unit.
    static func isZero(_ node: Node) -> Bool {
        if node.double == 0 { return true }
        guard let (digits, _) = node.string.flatMap(split) else { return false }
        return digits.allSatisfy { $0 == "0" }
    }

    private static func checked(_ milliseconds: Double) throws(Problem) -> Duration {
        guard milliseconds > 0 else { throw .notPositive }
        guard milliseconds <= Double(longest) else { throw .tooLong }
        return .milliseconds(max(1, Int64(milliseconds.rounded())))
    }

    /// Takes `^\d+(ms|s|m|h|d)$` apart.
    private static func split(_ text: String) -> (digits: Substring, factor: Int64)? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let suffix = text[digits.endIndex...]
        guard !digits.isEmpty, let unit = units.first(where: { $0.suffix == suffix }) else {
            return nil
        }
        return (digits, unit.milliseconds)
    }
}
