import PacelineModel

/// How bodies are sent.
extension OperationView.Sending {
    /// Sends a body that is one argument, or none where all of it is constant.
    init(_ body: Payload, constant: String?, asksForType: Bool) {
        let value = constant ?? "body"
        let type = Option(label: "contentType", value: asksForType ? "contentType" : StringLiteral.of(body.mediaType))
        func types(unless usual: String) -> [Option] { !asksForType && body.mediaType == usual ? [] : [type] }
        switch body.content {
        case .json:
            let call = body.isRequired || constant != nil ? "json" : "optionalJSON"
            let members = body.constants.map { "\(StringLiteral.of($0.name)): \($0.value.literal)" }
            let added = members.isEmpty ? [] : [Option(label: "adding", value: "[\(members.joined(separator: ", "))]")]
            self.init(call: call, value: value, options: added + types(unless: "application/json"))
        case .form(_, let styles):
            let fields = styles.isEmpty ? [] : [Option(value: Self.styles(styles))]
            self.init(
                call: "form", value: value, options: fields + types(unless: "application/x-www-form-urlencoded"))
        case .text: self.init(call: "text", value: value, options: [type])
        case .bytes, .multipart, .stream: self.init(call: "upload", value: value, options: [type])
        case .anyParts: self.init(call: "parts", value: value)
        }
    }

    /// Says which kind of `multipart` follows, where it is no form.
    static func kind(of body: Payload) -> Self? {
        switch body.content {
        case .multipart, .anyParts:
            let subtype = body.mediaType.prefix { $0 != ";" }.split(separator: "/").last ?? ""
            let name = subtype.filter { !$0.isWhitespace }.lowercased()
            return name == "form-data" || name == "*" ? nil : Self(call: "multipart", value: StringLiteral.of(name))
        case .json, .form, .text, .bytes, .stream: return nil
        }
    }

    /// Sends a part of a form.
    init(_ part: Payload.Part, _ name: SwiftName) {
        let key = StringLiteral.of(part.name)
        let value = name.description
        func type(_ mediaType: String) -> Option { Option(label: "contentType", value: StringLiteral.of(mediaType)) }
        switch part.kind {
        case .value: self.init(call: "part", key: key, value: value)
        case .file(let mediaType): self.init(call: "part", key: key, value: value, options: [type(mediaType)])
        case .files(let mediaType): self.init(call: "parts", key: key, value: value, options: [type(mediaType)])
        case .fileOr(_, let isList, let mediaType):
            self.init(call: isList ? "parts" : "part", key: key, value: value, options: [type(mediaType)])
        case .styled(_, let style):
            let explode = Option(label: "explode", value: String(style.explode))
            self.init(call: "part", key: key, value: value, style: style.style.rawValue, options: [explode])
        case .structure(_, let mediaType):
            self.init(call: "part", key: key, label: "json", value: value, options: mediaType.map { [type($0)] } ?? [])
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

    /// What a method's name ends with that sends this body and not the operation's first one.
    var methodSuffix: String {
        switch content {
        case .json: "AsJSON"
        case .form: "AsForm"
        case .multipart, .anyParts: "AsMultipart"
        case .text: "AsText"
        case .bytes, .stream: "AsBytes"
        }
    }
}
