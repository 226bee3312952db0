extension ServerURL {
    /// Where a reference leads from `base` (RFC 3986, section 5.2). Without a slash at its end, the last part of the
    /// base is a file, beside which a relative path begins.
    ///
    /// - Throws: ``URLProblem`` where either is none.
    package init(_ reference: String, relativeTo base: String) throws(URLProblem) {
        self = try ServerURL(base).resolving(reference, asFolder: base.hasSuffix("/"))
    }

    /// Where a reference leads from this server: beside its path, or below it where that is a folder.
    ///
    /// - Throws: ``URLProblem`` where it is none.
    package func resolving(_ reference: String, asFolder: Bool = true) throws(URLProblem) -> ServerURL {
        if reference.utf8.contains(UInt8(ascii: "?")) { throw .query }
        if reference.utf8.contains(UInt8(ascii: "#")) { throw .fragment }
        if reference.hasScheme { return try ServerURL(reference) }
        if reference.hasPrefix("//") { return try ServerURL("\(scheme):\(reference)") }
        guard !reference.isEmpty else { return self }
        var path = reference
        if !reference.hasPrefix("/") {
            let folder = asFolder || self.path.isEmpty ? self.path + "/" : self.path.upToLastSlash
            path = folder + reference
        }
        return try ServerURL("\(scheme)://\(authority)\(path.withoutDotSegments)")
    }
}

extension String {
    /// Whether the text begins with a scheme (RFC 3986, section 3.1), which no relative reference does.
    var hasScheme: Bool {
        guard let colon = utf8.firstIndex(of: UInt8(ascii: ":")), let first = utf8.first, first.isLetter else {
            return false
        }
        return utf8[..<colon].allSatisfy { $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) }
    }

    fileprivate var upToLastSlash: String {
        lastIndex(of: "/").map { String(self[...$0]) } ?? "/"
    }
}
