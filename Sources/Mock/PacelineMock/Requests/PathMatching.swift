import PacelineModel

extension PathTemplate {
    /// The decoded values of the parameters when the template matches the whole of the percent-encoded path; a
    /// parameter takes one character or more, none of them a slash (OpenAPI 3.1, "Path Templating").
    func values(in path: String) -> [String: String]? {
        Self.match(components[...], path[...])
    }

    private static func match(_ components: ArraySlice<Component>, _ text: Substring) -> [String: String]? {
        guard let first = components.first else { return text.isEmpty ? [:] : nil }
        let rest = components.dropFirst()
        switch first {
        case .literal(let literal):
            return text.hasPrefix(literal) ? match(rest, text.dropFirst(literal.count)) : nil
        case .parameter(let name):
            var value = text.prefix { $0 != "/" }
            while !value.isEmpty {
                if var values = match(rest, text[value.endIndex...]) {
                    values[name] = percentDecoded(String(value))
                    return values
                }
                value = value.dropLast()
            }
            return nil
        }
    }

    /// How much of each segment is open: 0 a literal, 1 a mixture, 2 a parameter alone. Of two templates that match a
    /// path, the one that is less open where they first differ is meant ("concrete before templated").
    var openness: [Int] {
        var segments: [Int] = []
        var hasLiteral = false
        var hasParameter = false
        func close() { segments.append(hasParameter ? (hasLiteral ? 1 : 2) : 0) }
        for component in components {
            guard case .literal(let literal) = component else {
                hasParameter = true
                continue
            }
            for (index, piece) in literal.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
                if index > 0 {
                    close()
                    (hasLiteral, hasParameter) = (false, false)
                }
                if !piece.isEmpty { hasLiteral = true }
            }
        }
        close()
        return segments
    }
}

extension Server {
    /// The path of the server's URL without a slash at its end, its variables at their defaults; empty when the URL has
    /// no path.
    var pathPrefix: String {
        var text = url
        for variable in variables {
            text = text.split(separator: "{\(variable.name)}", omittingEmptySubsequences: false)
                .joined(separator: variable.defaultValue ?? variable.values.first ?? "")
        }
        if let scheme = text.firstRange(of: "://") {
            text = String(text[scheme.upperBound...].drop { $0 != "/" })
        }
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
