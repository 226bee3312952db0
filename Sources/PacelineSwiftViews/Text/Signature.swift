/// Lists of parameters, arguments and elements: on one line where they fit, one to a line where they do not.
enum Signature {
    /// One less than a formatter's standard 120: it refuses some lines of just that length.
    private static let width = 119

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

    /// The lines of `head[elements]tail`, indented by `depth` spaces.
    static func array(_ head: String, _ elements: [String], _ tail: String = "", depth: Int) -> [String] {
        let indent = String(repeating: " ", count: depth)
        let whole = "\(indent)\(head)[\(elements.joined(separator: ", "))]\(tail)"
        if whole.count <= width || elements.isEmpty { return [whole] }
        return ["\(indent)\(head)["] + elements.map { "\(indent)    \($0)," } + ["\(indent)]\(tail)"]
    }
}
