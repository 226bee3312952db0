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

/// A body of `multipart/form-data` (RFC 7578), held in memory.
struct FormData: Sendable {
    /// Drawn for each form: it must not occur in a part, which 128 random bits make as good as certain.
    let boundary =
        String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
    private var parts: [UInt8] = []

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

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
        if let type = part.contentType {
            head += "\r\nContent-Type: " + type.filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" }
        }
        parts += "--\(boundary)\r\n\(head)\r\n\r\n".utf8
        parts += part.bytes
        parts += "\r\n".utf8
    }
}

extension String {
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
