/// The URL of a server with `{variables}` (OpenAPI 3.1, section 4.8.5).
///
/// Each variable stands in one place of the URL, and a value can hold there what does not lead out of it: no value
/// changes which host a request goes to, beyond the part of the host that the template leaves open.
package struct URLTemplate: Hashable, Sendable {
    /// Where a variable stands.
    package enum Place: Hashable, Sendable {
        case scheme
        /// A part of the host.
        case host
        /// The whole of host and port.
        case authority
        case port
        case path
        /// All that stands before a path.
        case base
    }

    enum Piece: Hashable, Sendable {
        case literal(String)
        case variable(String, Place)
    }

    let pieces: [Piece]
    /// Whether it leads on from another URL.
    package let isRelative: Bool

    /// Takes a template apart. Braces that do not pair stand for themselves, and fail in the URL.
    /// - Parameter isRelative: What one is that begins with a variable: it may be a path or a URL.
    /// - Complexity: O(n)
    package init(_ text: String, isRelative: Bool = false) {
        let hasScheme = text.contains("://")
        let beginsWithHost = text.hasPrefix("//")
        self.isRelative = !hasScheme && (isRelative || !text.hasPrefix("{"))
        var pieces: [Piece] = beginsWithHost ? [.literal("//")] : []
        var rest = text[...].dropFirst(beginsWithHost ? 2 : 0)
        var place: Place = hasScheme ? .scheme : beginsWithHost ? .host : self.isRelative ? .path : .base
        var isAtHost = beginsWithHost
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let literal = rest[..<open]
            if !literal.isEmpty { pieces.append(.literal(String(literal))) }
            place.advance(over: literal)
            let name = String(rest[rest.index(after: open)..<close])
            rest = rest[rest.index(after: close)...]
            let isWhole = (isAtHost || literal.hasSuffix("/")) && (rest.isEmpty || rest.hasPrefix("/"))
            let isPort = literal.hasSuffix(":")
            pieces.append(.variable(name, place != .host ? place : isPort ? .port : isWhole ? .authority : .host))
            if place == .base { place = .host }
            isAtHost = false
        }
        if !rest.isEmpty { pieces.append(.literal(String(rest))) }
        self.pieces = pieces
    }

    /// The names of the variables in order, each once.
    package var variables: [String] {
        var names: [String] = []
        var known: Set<String> = []
        for case .variable(let name, _) in pieces where known.insert(name).inserted { names.append(name) }
        return names
    }

    /// A value for each variable that can stand in its place.
    package var samples: [String: String] {
        var samples: [String: String] = [:]
        for case .variable(let name, let place) in pieces { samples[name] = place.sample }
        return samples
    }

    /// The URL with these values for the variables; a relative one leads on from `base`.
    ///
    /// - Throws: ``URLProblem`` where that is no URL of a server.
    package func url(
        _ values: [String: String], relativeTo base: String = "https://base.example"
    ) throws(URLProblem) -> ServerURL {
        let text = try filled(values)
        return isRelative ? try ServerURL(text, relativeTo: base) : try ServerURL(text)
    }

    /// The text with every variable replaced by its value, percent-encoded in a path.
    ///
    /// - Throws: ``URLProblem`` for a value that is missing, or that cannot stand in its place.
    package func filled(_ values: [String: String]) throws(URLProblem) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .variable(let name, let place):
                guard let value = values[name] else { throw .missing(variable: name) }
                guard let written = place.written(value) else { throw .value(variable: name, place) }
                // A path may be given with the slash that stands before it already.
                let isBehindSlash = place == .path && text.hasSuffix("/")
                text += isBehindSlash ? String(written.drop { $0 == "/" }) : written
            }
        }
        try checkSteps(in: text)
        guard isRelative, case .variable? = pieces.first else { return text }
        return text.asRelativePath
    }

    /// Throws where a value brought a step into a relative path; those at its beginning are the document's.
    private func checkSteps(in text: String) throws(URLProblem) {
        guard isRelative, pieces.contains(where: { if case .variable = $0 { true } else { false } }) else { return }
        var rest = text[...]
        if case .literal(var literal)? = pieces.first {
            while let step = ["../", "./"].first(where: literal.hasPrefix) {
                literal.removeFirst(step.count)
                rest.removeFirst(step.count)
            }
        }
        if String(rest).hasDotSegment { throw .dotSegment }
    }
}

extension URLTemplate.Place {
    /// Goes on behind a text of the template.
    fileprivate mutating func advance(over literal: Substring) {
        var rest = literal
        if self == .scheme {
            guard let end = rest.firstRange(of: "://") else { return }
            self = .host
            rest = rest[end.upperBound...]
        }
        if self == .host, rest.contains("/") { self = .path }
    }

    fileprivate var sample: String {
        switch self {
        case .scheme: "https"
        case .host, .authority, .path: "a"
        case .port: "80"
        case .base: "https://a"
        }
    }

    /// The value as it stands here; nil where it cannot.
    fileprivate func written(_ value: String) -> String? {
        switch self {
        case .scheme: value.utf8.allSatisfy(\.isLetter) ? value : nil
        case .host: value.isHostPart || value.hasSuffix("]") && value.isAuthority ? value : nil
        case .authority: value.isAuthority ? value : nil
        case .port: !value.isEmpty && value.utf8.allSatisfy(\.isDigit) ? value : nil
        case .path: value.pathEncoded(keepsEscapes: false)
        case .base: (try? ServerURL(value))?.text
        }
    }
}

extension String {
    /// The path, whatever it begins with: neither two slashes nor a colon make a host of it (RFC 3986, section 4.2).
    fileprivate var asRelativePath: String {
        if hasPrefix("//") { return "/" + drop { $0 == "/" } }
        return hasScheme ? "./" + self : self
    }

    fileprivate var isHostPart: Bool { utf8.allSatisfy { $0.isPartOfHost || $0 == UInt8(ascii: ".") } }

    fileprivate var isAuthority: Bool { (try? ServerURL.authority(Array(utf8)[...])) != nil }
}
