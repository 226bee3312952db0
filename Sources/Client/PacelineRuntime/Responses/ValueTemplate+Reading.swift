extension ValueTemplate {
    /// The values in a text of this form; nil when it has another.
    ///
    /// The text is read once, from left to right: a value ends where the text behind it stands first.
    ///
    /// - Complexity: O(n) in the text for each part.
    func values(in text: String) -> [String: String]? {
        var values: [String: String] = [:]
        var rest = Array(text.utf8)[...]
        var open: String?
        func close(_ value: ArraySlice<UInt8>) {
            if let name = open, !name.isEmpty { values[name] = String(decoding: value, as: UTF8.self) }
        }
        for part in parts {
            switch part {
            case .hole(let name): open = name
            case .text(let text):
                guard let range = rest.firstRange(of: Array(text.utf8)),
                    open != nil || range.lowerBound == rest.startIndex
                else { return nil }
                close(rest[..<range.lowerBound])
                (open, rest) = (nil, rest[range.upperBound...])
            }
        }
        guard open != nil || rest.isEmpty else { return nil }
        close(rest)
        return values
    }
}
