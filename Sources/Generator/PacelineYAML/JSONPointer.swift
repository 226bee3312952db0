/// A path into a document (RFC 6901).
package struct JSONPointer: Hashable, Sendable {
    /// The reference tokens, unescaped. None means the whole document.
    package var tokens: [String]

    package init(tokens: [String]) { self.tokens = tokens }

    /// Reads the string form (`/a/b~1c`); nil when the text is no pointer.
    package init?(_ text: String) {
        // By bytes, as documents hold thousands of pointers.
        let slash = UInt8(ascii: "/")
        guard text.isEmpty || text.utf8.first == slash else { return nil }
        tokens = []
        var place = text.startIndex
        while place < text.endIndex {
            let start = text.utf8.index(after: place)
            place = text.utf8[start...].firstIndex(of: slash) ?? text.endIndex
            guard let token = Self.unescaped(text[start..<place]) else { return nil }
            tokens.append(token)
        }
    }

    /// Reads the URI fragment form (`#/a/b%20c`, section 6); nil when the text is no pointer into the same document.
    package init?(fragment: String) {
        guard fragment.utf8.first == UInt8(ascii: "#"),
            let text = Self.percentDecoded(Substring(fragment.utf8.dropFirst()))
        else { return nil }
        self.init(text)
    }

    /// The string form.
    package var text: String { tokens.map { "/" + Self.escaped($0) }.joined() }

    /// A token with `~` and `/` escaped (section 3).
    private static func escaped(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
        return token.reduce(into: "") { text, character in
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.append(character)
            }
        }
    }

    private static func unescaped(_ part: Substring) -> String? {
        guard part.utf8.contains(UInt8(ascii: "~")) else { return String(part) }
        var bytes: [UInt8] = []
        var rest = part.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text with `%XX` decoded (RFC 3986, section 2.1); nil when a `%` is followed by anything else.
    package static func percentDecoded(_ text: Substring) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(Substring(rest.prefix(2)), radix: 16) else { return nil }
            rest = rest.dropFirst(2)
            bytes.append(value)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
