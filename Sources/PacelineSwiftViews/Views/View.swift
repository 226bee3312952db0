extension [String] {
    /// One text of these lines, indented by `depth` spaces.
    func lines(depth: Int) -> String {
        let indent = String(repeating: " ", count: depth)
        return map { indent + $0 }.joined(separator: "\n")
    }
}
