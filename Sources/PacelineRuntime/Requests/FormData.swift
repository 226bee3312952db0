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

/// A body of `multipart/form-data` (RFC 7578), held in memory.
struct FormData: Sendable {
    /// Drawn for each form: it must not occur in a part, which 128 random bits make as good as certain.
    let boundary =
        String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
    private var parts: [UInt8] = []

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    /// The whole body, its end included.
    var body: [UInt8] { parts + Array("--\(boundary)--\r\n".utf8) }

    mutating func append(_ name: String, _ text: String) {
        append(head: "name=\"\(name.quoted)\"", Array(text.utf8))
    }

    mutating func append(_ name: String, _ file: FormFile, contentType: String) {
        let type = (file.contentType ?? contentType).filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" }
        let head = "name=\"\(name.quoted)\"; filename=\"\(file.filename.quoted)\"\r\nContent-Type: \(type)"
        append(head: head, file.bytes)
    }

    private mutating func append(head: String, _ bytes: [UInt8]) {
        parts += "--\(boundary)\r\nContent-Disposition: form-data; \(head)\r\n\r\n".utf8
        parts += bytes
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
