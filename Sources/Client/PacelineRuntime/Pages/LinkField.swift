/// Reads the `Link` field (RFC 8288, section 3).
enum LinkField {
    /// The URL of the first link of a relation, as written; nil where there is none. What is not well-formed ends the
    /// reading.
    ///
    /// - Parameter relation: In lower case, as relations are compared.
    /// - Complexity: O(n)
    static func target(of relation: String, in value: String) -> String? {
        var reader = Reader(rest: value.utf8[...])
        while let link = reader.link() {
            if link.relations.contains(relation), !link.isOfAnother { return link.target }
        }
        return nil
    }

    private struct Link {
        var target: String
        var relations: [String] = []
        /// Whether it leads from something else than the response (`anchor`).
        var isOfAnother = false
    }

    private struct Reader {
        var rest: Substring.UTF8View

        /// The next link; nil behind the last, and where there is none.
        mutating func link() -> Link? {
            skip { $0 == UInt8(ascii: ",") || $0.isBlank }
            guard take(UInt8(ascii: "<")), let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
            var link = Link(target: String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[rest.index(after: end)...]
            var hasRelations = false
            skip(\.isBlank)
            while take(UInt8(ascii: ";")) {
                guard let (name, value) = parameter() else { return nil }
                switch name {
                // Only the first counts (section 3.3).
                case "rel" where !hasRelations:
                    hasRelations = true
                    link.relations = value.lowercased().split { " \t".contains($0) }.map(String.init)
                case "anchor": link.isOfAnother = true
                default: break
                }
                skip(\.isBlank)
            }
            return rest.isEmpty || rest.first == UInt8(ascii: ",") ? link : nil
        }

        /// `name`, `name=token` or `name="quoted"`; a name without anything, as between two semicolons, is empty.
        private mutating func parameter() -> (name: String, value: String)? {
            skip(\.isBlank)
            let name = prefix { !";,=".utf8.contains($0) && !$0.isBlank }.lowercased()
            skip(\.isBlank)
            guard take(UInt8(ascii: "=")) else { return (name, "") }
            skip(\.isBlank)
            guard take(UInt8(ascii: "\"")) else { return (name, prefix { !";,".utf8.contains($0) && !$0.isBlank }) }
            var bytes: [UInt8] = []
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "\"") { return (name, String(decoding: bytes, as: UTF8.self)) }
                // A backslash quotes what follows (RFC 9110, section 5.6.4).
                guard let plain = byte == UInt8(ascii: "\\") ? rest.popFirst() : byte else { return nil }
                bytes.append(plain)
            }
            return nil
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard rest.first == byte else { return false }
            rest.removeFirst()
            return true
        }

        private mutating func skip(_ isSkipped: (UInt8) -> Bool) { rest = rest.drop(while: isSkipped) }

        private mutating func prefix(_ isInside: (UInt8) -> Bool) -> String {
            let found = rest.prefix(while: isInside)
            rest = rest[found.endIndex...]
            return String(decoding: found, as: UTF8.self)
        }
    }
}

extension UInt8 {
    /// RFC 9110, section 5.6.3.
    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
