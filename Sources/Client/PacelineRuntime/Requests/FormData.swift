/// A file that is sent as a part of a form (RFC 7578).
public struct FormFile: Hashable, Sendable {
    /// The file's contents.
    public var bytes: [UInt8]
    /// The name that the server is told.
    public var filename: String
    /// The media type; nil takes the one that the document names.
    public var contentType: String?

    /// A file called `filename`.
    public init(_ bytes: [UInt8], filename: String, contentType: String? = nil) {
        self.bytes = bytes
        self.filename = filename
        self.contentType = contentType
    }
}

/// A part of a form that is a file, or a value in its place.
public enum FileOr<Value: JSONValue>: Sendable {
    /// A file.
    case file(FormFile)
    /// A value: a text as it is, what has members as JSON.
    case value(Value)
}

/// A part of a form whose parts the document leaves open (RFC 7578).
public struct FormPart: Hashable, Sendable {
    /// The part's name.
    public var name: String
    /// The part's contents.
    public var bytes: [UInt8]
    /// The name of the file that it is; nil when it is none.
    public var filename: String?
    /// The media type; nil stands for text (RFC 7578, section 4.4).
    public var contentType: String?

    /// A text.
    public init(_ name: String, _ text: String, contentType: String? = nil) {
        self.init(name, Array(text.utf8), filename: nil, contentType: contentType)
    }

    /// Bytes, as a file where there is a `filename`.
    public init(_ name: String, _ bytes: [UInt8], filename: String? = nil, contentType: String?) {
        self.name = name
        self.bytes = bytes
        self.filename = filename
        self.contentType = contentType
    }
}

/// A body of several parts (RFC 2046, section 5.1), held in memory: a form (RFC 7578) unless its kind is another.
struct FormData: Sendable {
    /// What stands behind `multipart/`.
    let subtype: String
    /// Drawn for each form: it must not occur in a part, which 128 random bits make as good as certain.
    let boundary =
        String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
    private var parts: [UInt8] = []
    /// The media type of the first part.
    private var firstType: String?

    init(subtype: String) { self.subtype = subtype }

    var contentType: String {
        let type = "multipart/\(subtype); boundary=\(boundary)"
        // RFC 2387, section 3.1: the first part is what the others belong to.
        guard subtype == "related", let firstType else { return type }
        return type + "; type=\"\(firstType.quoted)\""
    }

    /// The whole body, its end included.
    var body: [UInt8] { parts + Array("--\(boundary)--\r\n".utf8) }

    mutating func append(_ name: String, _ text: String, contentType: String? = nil) {
        append(FormPart(name, text, contentType: contentType))
    }

    mutating func append(_ name: String, _ file: FormFile, contentType: String) {
        append(
            FormPart(name, file.bytes, filename: file.filename, contentType: file.contentType ?? contentType))
    }

    mutating func append(_ part: FormPart) {
        var head = "Content-Disposition: form-data; name=\"\(part.name.quoted)\""
        if let filename = part.filename { head += "; filename=\"\(filename.quoted)\"" }
        // Outside of forms, a part without a type is text in ASCII (RFC 2046, section 5.1).
        let isForm = subtype == "form-data"
        let type = (part.contentType ?? (isForm ? nil : "text/plain; charset=utf-8"))?.withoutLineBreaks
        if let type { head += "\r\nContent-Type: " + type }
        if firstType == nil { firstType = type }
        // What other parts refer to a part by (RFC 2387, section 3.2).
        if subtype == "related" { head += "\r\nContent-ID: <\(part.name.percentEncoded)>" }
        parts += "--\(boundary)\r\n\(head)\r\n\r\n".utf8
        parts += part.bytes
        parts += "\r\n".utf8
    }
}

extension String {
    fileprivate var withoutLineBreaks: String { filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" } }

    /// The name in a quoted string as browsers write it (HTML, "multipart/form-data encoding algorithm").
    fileprivate var quoted: String {
        unicodeScalars.reduce(into: "") { quoted, scalar in
            switch scalar {
            case "\"": quoted += "%22"
            case "\r": quoted += "%0D"
            case "\n": quoted += "%0A"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
    }
}
