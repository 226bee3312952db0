/// Lists of parameters, arguments and elements: on one line where they fit, one to a line where they do not.
enum Signature {
    /// One less than a formatter's standard 120: it refuses some lines of just that length.
    private static let width = 119

    /// `head(parameters) tail`, indented by `depth` spaces, without a line break at its end.
    static func text(_ head: String, _ parameters: [String], _ tail: String, depth: Int) -> String {
        let indent = String(repeating: " ", count: depth)
        let whole = "\(indent)\(head)(\(parameters.joined(separator: ", ")))\(tail)"
        if whole.length <= width || parameters.isEmpty { return whole }
        return "\(indent)\(head)(\n\(indent)    \(parameters.joined(separator: ",\n\(indent)    "))\n\(indent))\(tail)"
    }

    /// `head[elements]tail`, indented by `depth` spaces, without a line break at its end.
    static func array(_ head: String, _ elements: [String], _ tail: String = "", depth: Int) -> String {
        let indent = String(repeating: " ", count: depth)
        let whole = "\(indent)\(head)[\(elements.joined(separator: ", "))]\(tail)"
        if whole.length <= width || elements.isEmpty { return whole }
        return "\(indent)\(head)[\n" + elements.map { "\(indent)    \($0),\n" }.joined() + "\(indent)]\(tail)"
    }

    /// Elements between brackets, on lines of their own below `depth` where one line would be too long.
    /// - Parameter label: How many letters may stand before them on their line.
    static func expression(
        _ start: String, _ elements: [String], _ end: String, depth: Int, label: Int = 0
    ) -> String {
        let line = start + elements.joined(separator: ", ") + end
        guard depth + label + line.count >= width || line.contains("\n") else { return line }
        let indent = "\n" + String(repeating: " ", count: depth + 4)
        let lines = start + elements.map { indent + $0 }.joined(separator: ",")
        // A list ends with a comma and a line break, a call with neither.
        return end == "]" ? lines + ",\n" + String(repeating: " ", count: depth) + end : lines + end
    }
}
