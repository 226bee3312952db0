/// HTML in descriptions as Markdown: many documents are written for pages, and doc comments are Markdown.
///
/// Elements that have a form in Markdown get it; other elements of HTML are left out, their text stays. What is no
/// element of HTML, such as `<name>`, is shown as it is, and what stands in code stays.
struct HTMLText {
    private let text: Substring
    private var result = ""
    /// The address of the link that is open.
    private var link: String?
    private var isCode = false

    /// The text in Markdown; itself where it has no element of HTML. O(n).
    static func markdown(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }) else { return text }
        var converter = HTMLText(text: text[...])
        converter.convert()
        return converter.result
    }

    private init(text: Substring) { self.text = text }

    private mutating func convert() {
        var rest = text
        while let start = rest.utf8.firstIndex(where: Self.signs.contains) {
            result += rest[..<start]
            rest = rest[start...]
            switch rest.utf8.first {
            case UInt8(ascii: "`"):
                let mark = rest.prefix { $0 == "`" }
                let end = rest.dropFirst(mark.count).firstRange(of: mark)?.upperBound
                result += rest[..<(end ?? rest.index(after: start))]
                rest = rest[(end ?? rest.index(after: start))...]
            case UInt8(ascii: "&"): rest = entity(rest)
            default: rest = element(rest)
            }
        }
        result += rest
    }

    /// Takes a reference to a character, such as `&lt;`.
    private mutating func entity(_ rest: Substring) -> Substring {
        let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "#" }
        let end = rest.index(rest.startIndex, offsetBy: name.count + 1)
        guard end < rest.endIndex, rest[end] == ";", let character = Self.entities[String(name)] else {
            result += "&"
            return rest.dropFirst()
        }
        // A tag that is shown is none.
        result += character == "<" && !isCode ? "\\<" : character
        return rest[rest.index(after: end)...]
    }

    /// Takes a tag, or the sign alone where it begins none.
    private mutating func element(_ rest: Substring) -> Substring {
        let isEnd = rest.dropFirst().first == "/"
        let word = rest.dropFirst(isEnd ? 2 : 1).prefix { $0.isLetter || $0.isNumber }
        let name = word.lowercased()
        let next = rest[word.endIndex...].first
        guard Self.names.contains(name), next.map({ " >/\n".contains($0) }) == true,
            let close = rest.firstIndex(of: ">")
        else {
            // What is no element would be taken for one by readers of Markdown; an address in brackets is a link.
            let isElement = !word.isEmpty && next.map { !":@.".contains($0) } ?? true
            result += isElement && !isCode ? "\\<" : "<"
            return rest.dropFirst()
        }
        if !isCode || name == "code" || name == "pre" { add(name, isEnd: isEnd, tag: rest[..<close]) }
        return rest[rest.index(after: close)...]
    }

    private mutating func add(_ name: String, isEnd: Bool, tag: Substring) {
        switch name {
        case "b", "strong": result += "**"
        case "i", "em": result += "*"
        case "code":
            isCode = !isEnd
            result += "`"
        case "pre":
            isCode = !isEnd
            result += "\n```\n"
        case "br": result += "\n"
        case "p", "div", "ul", "ol", "table", "blockquote": if !result.hasSuffix("\n\n") { result += "\n\n" }
        case "li": if !isEnd { result += result.hasSuffix("\n") ? "- " : "\n- " }
        case "tr": if isEnd { result += "\n" }
        case "td", "th": if isEnd { result += " " }
        case "h1", "h2", "h3", "h4", "h5", "h6": result += isEnd ? "**\n\n" : "\n\n**"
        case "a":
            guard isEnd else {
                link = tag.firstRange(of: "href=").map { range in
                    let value = tag[range.upperBound...]
                    let quote = value.first.flatMap { "\"'".contains($0) ? $0 : nil }
                    return String(value.dropFirst(quote == nil ? 0 : 1).prefix { $0 != quote && $0 != " " })
                }
                if link != nil { result += "[" }
                return
            }
            if let link { result += "](\(link))" }
            link = nil
        default: break
        }
    }

    /// What may begin an element, a reference or code.
    private static let signs = Array("<&`".utf8)

    private static let names: Set<String> = [
        "a", "b", "blockquote", "br", "center", "code", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
        "i", "img", "li", "ol", "p", "pre", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th",
        "thead", "tr", "u", "ul",
    ]

    private static let entities = [
        "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'", "#39": "'", "nbsp": " ",
    ]
}
