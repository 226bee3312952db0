import PacelineModel

/// The statements that send a body.
enum BodyStatements {
    /// Sends a body that is one argument, or none where all of it is constant.
    static func body(_ body: Payload, constant: String?, asksForType: Bool) -> String {
        let value = constant ?? "body"
        let named = asksForType ? "contentType" : StringLiteral.of(body.mediaType)
        switch body.content {
        case .json:
            let call = body.isRequired || constant != nil ? "json" : "optionalJSON"
            let isUsual = !asksForType && body.mediaType == "application/json"
            return "request.\(call)(\(value)\(isUsual ? "" : ", contentType: \(named)"))"
        case .form(_, let styles):
            let fields = styles.isEmpty ? "" : ", \(Self.styles(styles))"
            let isUsual = !asksForType && body.mediaType == "application/x-www-form-urlencoded"
            return "request.form(\(value)\(fields)\(isUsual ? "" : ", contentType: \(named)"))"
        case .text: return "request.text(\(value), contentType: \(named))"
        case .bytes, .multipart: return "request.bytes(\(value), contentType: \(named))"
        case .anyParts: return "request.parts(\(value))"
        }
    }

    /// Sends a part of a form.
    static func part(_ part: Payload.Part, _ name: SwiftName) -> String {
        let key = StringLiteral.of(part.name)
        switch part.kind {
        case .value: return "request.part(\(key), \(name))"
        case .file(let mediaType): return "request.part(\(key), \(name), contentType: \(StringLiteral.of(mediaType)))"
        case .files(let mediaType): return "request.parts(\(key), \(name), contentType: \(StringLiteral.of(mediaType)))"
        case .structure(_, let mediaType):
            let type = mediaType.map { ", contentType: \(StringLiteral.of($0))" } ?? ""
            return "request.part(\(key), json: \(name)\(type))"
        }
    }

    /// The fields that are not written as usual, by name.
    private static func styles(_ styles: [String: Serialization]) -> String {
        let entries = styles.sorted { $0.key < $1.key }.map { name, field in
            var style = "FieldStyle(.\(field.style.rawValue)"
            if field.explode { style += ", explode: true" }
            if field.allowsReserved { style += ", allowsReserved: true" }
            return "\(StringLiteral.of(name)): \(style))"
        }
        return "[\(entries.joined(separator: ", "))]"
    }
}

extension Payload {
    /// The parts of a form, nil for any other body.
    var parts: [Part]? {
        if case .multipart(let parts) = content { parts } else { nil }
    }

    /// Whether the caller may say under which media type the body goes.
    var asksForMediaType: Bool {
        switch content {
        case .multipart, .anyParts: false
        case .json, .form, .text, .bytes: !otherMediaTypes.isEmpty || mediaType.contains("*")
        }
    }

    /// The media type under which the body goes unless the caller says otherwise; nil where the caller must say it.
    var standardMediaType: String? {
        guard mediaType.contains("*") else { return mediaType }
        switch mediaType {
        case "*/*", "*", "application/*": return "application/octet-stream"
        case "text/*": return "text/plain"
        default: return nil
        }
    }

    /// What a method's name ends with that sends this body and not the operation's first one.
    var methodSuffix: String {
        switch content {
        case .json: "AsJSON"
        case .form: "AsForm"
        case .multipart, .anyParts: "AsMultipart"
        case .text: "AsText"
        case .bytes: "AsBytes"
        }
    }
}
