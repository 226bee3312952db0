import PacelineModel

extension Sample {
    /// What a string or a number says.
    var scalarText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .null, .boolean, .array, .object: nil
        }
    }

    /// A scalar as a literal of Swift.
    var literal: String {
        switch self {
        case .boolean(let value): String(value)
        case .number(let text): text
        case .string(let text): StringLiteral.of(text)
        case .null, .array, .object: "nil"
        }
    }
}
