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

    /// Says which kind of `multipart` follows, where it is no form.
    static func kind(of body: Payload) -> String? {
        switch body.content {
        case .multipart, .anyParts:
            let subtype = body.mediaType.prefix { $0 != ";" }.split(separator: "/").last ?? ""
            let name = subtype.filter { !$0.isWhitespace }.lowercased()
            return name == "form-data" || name == "*" ? nil : "request.multipart(\(StringLiteral.of(name)))"
        case .json, .form, .text, .bytes: return nil
        }
    }

    /// Sends a part of a form.
    static func part(_ part: Payload.Part, _ name: SwiftName) -> String {
        let key = StringLiteral.of(part.name)
        switch part.kind {
        case .value: return "request.part(\(key), \(name))"
        case .file(let mediaType): return "request.part(\(key), \(name), contentType: \(StringLiteral.of(mediaType)))"
        case .files(let mediaType): return "request.parts(\(key), \(name), contentType: \(StringLiteral.of(mediaType)))"
        case .fileOr(_, let isList, let mediaType):
            return "request.\(isList ? "parts" : "part")(\(key), \(name), contentType: \(StringLiteral.of(mediaType)))"
        case .styled(_, let style):
            return "request.part(\(key), \(name), .\(style.style.rawValue), explode: \(style.explode))"
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
        if case .multipart(let parts, _) = content { parts } else { nil }
    }

    /// Whether the caller may add parts that the document does not declare.
    var takesOtherParts: Bool {
        if case .multipart(_, isOpen: true) = content { true } else { false }
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
        if content == .text { return "text/plain" }
        switch mediaType {
        case "*/*", "*", "application/*": return "application/octet-stream"
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
