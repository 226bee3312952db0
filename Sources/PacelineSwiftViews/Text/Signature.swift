/// A list of parameters, on one line where it fits and one to a line where it does not.
enum Signature {
    private static let width = 120

    /// The lines of `head(parameters) tail`, indented by `depth` spaces.
    static func lines(_ head: String, _ parameters: [String], _ tail: String, depth: Int) -> [String] {
        let indent = String(repeating: " ", count: depth)
        let whole = "\(indent)\(head)(\(parameters.joined(separator: ", ")))\(tail)"
        if whole.count <= width || parameters.isEmpty { return [whole] }
        let inner = parameters.enumerated().map { index, parameter in
            "\(indent)    \(parameter)\(index + 1 < parameters.count ? "," : "")"
        }
        return ["\(indent)\(head)("] + inner + ["\(indent))\(tail)"]
    }
}
