import HTTPTypes

// The body of a response, by its media type and charset.

extension Response {
    /// Reads the body as JSON, as a type that the document declares for this status.
    ///
    /// Throws `JSONError` when the body is something else.
    public func decode<Value: JSONValue>(_ type: Value.Type = Value.self) throws(JSONError) -> Value {
        do throws(JSONError) {
            return try JSONReader.decode(type, from: unicodeBody(), dates: dates, room: room)
        } catch {
            guard let media = mediaType, !media.isJSON, error.path.isEmpty else { throw error }
            throw JSONError(message: "\(error.message) in a response of type \(media.essence)", offset: error.offset)
        }
    }

    /// The body as text, by the charset that the response names, else as UTF-8: UTF-8, UTF-16, US-ASCII, ISO-8859-1,
    /// ISO-8859-15 and windows-1252 are known. Where the response is one string of JSON, the text is that string.
    ///
    /// Throws `JSONError` when the body is something else.
    public func text() throws(JSONError) -> String {
        if mediaType?.isJSON == true, let text = try? decode(String.self) { return text }
        guard let name = mediaType?.charset else {
            guard let text = String(validating: body, as: UTF8.self) else {
                throw JSONError(message: "the response is not UTF-8 text")
            }
            return text
        }
        guard let charset = Charset(name) else { throw JSONError(message: "the charset \(name.shown) is not known") }
        guard let text = charset.text(of: body) else {
            throw JSONError(message: "the response is not \(name.shown) text")
        }
        return text
    }

    /// The body in UTF-8, which JSON must be in (RFC 8259, section 8.1): in another charset that the response names
    /// only where it cannot be UTF-8.
    private func unicodeBody() -> [UInt8] {
        guard let charset = (mediaType?.charset).flatMap(Charset.init), charset != .utf8 else { return body }
        if charset != .utf16, String(validating: body, as: UTF8.self) != nil { return body }
        return charset.text(of: body).map { Array($0.utf8) } ?? body
    }

    /// What the response says of its body; nil when it says nothing.
    var mediaType: ResponseMediaType? { headerFields[.contentType].map(ResponseMediaType.init) }
}

/// The value of a `Content-Type` field (RFC 9110, section 8.3.1).
struct ResponseMediaType {
    private let field: String

    init(_ field: String) { self.field = field }

    /// Type and subtype in lower case, fit to be shown.
    var essence: String { String(field.prefix { $0 != ";" }).lowercased().shown }

    /// The value of `charset`, as written; nil where there is none.
    var charset: String? {
        // Most name none.
        guard field.utf8.contains(UInt8(ascii: ";")) else { return nil }
        let parameters = field.split(separator: ";", omittingEmptySubsequences: false).dropFirst()
        return parameters.lazy.compactMap { part -> String? in
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, String(pair[0]).shown.lowercased() == "charset" else { return nil }
            return String(pair[1]).shown
        }.first
    }

    var isJSON: Bool {
        let subtype = essence.split(separator: "/").last ?? ""
        return ["json", "x-json"].contains(subtype) || subtype.hasSuffix("+json") || subtype.hasPrefix("json+")
    }
}

extension String {
    /// The characters that names of media types and charsets have, without quotes and spaces, in few words.
    fileprivate var shown: String {
        String(decoding: utf8.prefix(80).filter { Self.shownSigns.contains($0) || $0.isLetterOrDigit }, as: UTF8.self)
    }
    private static let shownSigns = Array("!#$&^_.+-*/".utf8)
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        0x30...0x39 ~= self || 0x41...0x5A ~= self || 0x61...0x7A ~= self
    }
}
