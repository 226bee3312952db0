/// A file that is sent as a part of a form (RFC 7578).
public struct FormFile: Sendable {
    /// The file's contents.
    public var contents: UploadBody
    /// The name that the server is told.
    public var filename: String
    /// The media type; nil takes the one that the document names.
    public var contentType: String?

    /// A file called `filename`, whose contents may be bytes, a file or a stream.
    public init(_ contents: UploadBody, filename: String, contentType: String? = nil) {
        self.contents = contents
        self.filename = filename
        self.contentType = contentType
    }

    /// A file called `filename` that is held in memory.
    public init(_ bytes: [UInt8], filename: String, contentType: String? = nil) {
        self.init(.bytes(bytes), filename: filename, contentType: contentType)
    }

    /// The file at `path`, which is read while it is sent. Without a `filename` the server is told the last part of the
    /// path.
    public init(contentsOf path: String, filename: String? = nil, contentType: String? = nil) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        self.init(.file(path), filename: filename ?? name, contentType: contentType)
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
public struct FormPart: Sendable {
    /// The part's name.
    public var name: String
    /// The part's contents.
    public var contents: UploadBody
    /// The name of the file that it is; nil when it is none.
    public var filename: String?
    /// The media type; nil stands for text (RFC 7578, section 4.4).
    public var contentType: String?

    /// A text.
    public init(_ name: String, _ text: String, contentType: String? = nil) {
        self.init(name, .text(text), filename: nil, contentType: contentType)
    }

    /// Bytes in memory, a file or a stream, as a file where there is a `filename`.
    public init(_ name: String, _ contents: UploadBody, filename: String? = nil, contentType: String?) {
        self.name = name
        self.contents = contents
        self.filename = filename
        self.contentType = contentType
    }

    /// Bytes that are held in memory, as a file where there is a `filename`.
    public init(_ name: String, _ bytes: [UInt8], filename: String? = nil, contentType: String?) {
        self.init(name, .bytes(bytes), filename: filename, contentType: contentType)
    }
}

/// A body of several parts (RFC 2046, section 5.1): a form (RFC 7578) unless its kind is another.
struct FormData: Sendable {
    /// What stands behind `multipart/`.
    let subtype: String
    /// Drawn for each form: it must not occur in a part, which 128 random bits make as good as certain.
    let boundary =
        String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
    /// What comes before `parts`, with all that is not in memory.
    private var pieces: [RequestBody.Piece] = []
    private var parts: [UInt8] = []
    /// The media type of the first part.
    private var firstType: String?
    /// The parts in memory that are no files.
    private var values: [(name: String, bytes: [UInt8])] = []

    init(subtype: String) { self.subtype = subtype }

    var contentType: String {
        let type = "multipart/\(subtype); boundary=\(boundary)"
        // RFC 2387, section 3.1: the first part is what the others belong to.
        guard subtype == "related", let firstType else { return type }
        return type + "; type=\"\(firstType.quoted)\""
    }

    /// The parts in memory that are no files, as text.
    var texts: [(name: String, value: String)] { values.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) } }

    /// The whole body, its end included.
    var body: RequestBody {
        let end = parts + Array("--\(boundary)--\r\n".utf8)
        return pieces.isEmpty ? .bytes(end) : .pieces(pieces + [.bytes(end)])
    }

    mutating func append(_ name: String, _ text: String, contentType: String? = nil) {
        append(FormPart(name, text, contentType: contentType))
    }

    mutating func append(_ name: String, _ file: FormFile, contentType: String) {
        append(
            FormPart(name, file.contents, filename: file.filename, contentType: file.contentType ?? contentType))
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
        switch part.contents.content.content {
        case .none: break
        case .bytes(let bytes):
            parts += bytes
            if part.filename == nil { values.append((part.name, bytes)) }
        case .pieces(let contents):
            pieces += [.bytes(parts)] + contents
            parts = []
        }
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
