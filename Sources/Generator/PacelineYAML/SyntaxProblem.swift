internal import PacelineDiagnostics

/// What libyaml says when the bytes are no YAML, and how we say it.
struct SyntaxProblem: Error {
    /// libyaml's words: "did not find expected key".
    var text: String
    var mark: EventStream.Mark
    /// libyaml's words: "while parsing a block mapping".
    var context: String?
    var contextMark: EventStream.Mark
    /// Where the byte reader stopped, for what is wrong with the bytes themselves.
    var byteOffset: Int?

    /// The located diagnostic; `bytes` are those that the stream was given.
    func diagnostic(path: String, bytes: UnsafeBufferPointer<UInt8>) -> Diagnostic {
        var place = byteOffset.map { Self.mark(ofByte: $0, in: bytes) } ?? mark
        // libyaml adds a line of its own to a stream that does not end with one.
        let end = Self.mark(ofByte: bytes.count, in: bytes)
        if place.line > end.line { place = end }
        let location = SourceLocation(path: path, line: Int(place.line), column: Int(place.column))
        var message = text
        if let context {
            message += ", \(context)"
            if contextMark.line != place.line { message += " that begins on line \(contextMark.line)" }
        }
        return Diagnostic(.error, .yamlSyntax, message, at: location, hint: hint)
    }

    private var hint: String? {
        switch text {
        case "found character that cannot start any token":
            "tabs cannot indent, and `@`, `` ` `` and `%` cannot begin a value without quotes"
        case "mapping values are not allowed in this context":
            "a string that holds `: ` needs quotes; or the line is indented too far"
        case "did not find expected key", "could not find expected ':'", "did not find expected '-' indicator":
            "look at the indentation of this line and the one above"
        case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
            "a comma or a closing bracket is missing before this place"
        case "found unexpected end of stream": "a quote is not closed"
        default: byteOffset == nil ? nil : "the document must be UTF-8"
        }
    }

    /// Whether a tab stands where libyaml takes none.
    var isAboutTab: Bool {
        text == "found character that cannot start any token"
            || text == "found a tab character that violates indentation"
    }

    /// Whether the bytes are no UTF-8.
    var isAboutEncoding: Bool { byteOffset != nil && text != "control characters are not allowed" }

    /// The place of a byte.
    static func mark(ofByte offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> EventStream.Mark {
        var mark = EventStream.Mark(line: 1, column: 1)
        for (position, byte) in bytes.prefix(offset).enumerated() {
            let isFirstOfTwo = byte == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A
            if byte == 0x0A || byte == 0x0D && !isFirstOfTwo {
                mark = EventStream.Mark(line: mark.line + 1, column: 1)
            } else if byte & 0xC0 != 0x80 {
                mark.column += 1
            }
        }
        return mark
    }
}
