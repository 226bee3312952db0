/// How a value becomes text in a parameter (OpenAPI 3.1, section 4.8.12.3; RFC 6570).
public enum ParameterStyle: Hashable, Sendable {
    /// `1,2`, in paths and header fields.
    case simple
    /// `.1,2`, in paths.
    case label
    /// `;name=1,2`, in paths.
    case matrix
    /// `name=1,2`, in queries, cookies and forms.
    case form
    /// `name=1%202`, in queries and forms.
    case spaceDelimited
    /// `name=1%7C2`, in queries and forms.
    case pipeDelimited
    /// `name[member]=1`, in queries and forms; nested members are `name[outer][inner]`, elements of a list `name[]`,
    /// and elements that are no single value `name[0]`.
    case deepObject
    /// The value's JSON.
    case json
}

/// How texts are encoded where they stand.
enum ParameterEncoding {
    /// All but unreserved characters (RFC 3986, section 2.3) are percent-encoded.
    case strict
    /// Reserved characters stay, as far as they cannot end the value (`allowReserved`).
    case reserved
    /// As in `application/x-www-form-urlencoded` (WHATWG URL, section 5.2).
    case form
    /// Nothing is encoded: header fields.
    case none

    func callAsFunction(_ text: String) -> String {
        switch self {
        case .strict: text.percentEncoded
        case .reserved: text.reservedEncoded
        case .form: text.formEncoded
        case .none: text
        }
    }
}

extension ParameterStyle {
    /// The text that takes the place of a path parameter, or that is the value of a header field; nil where there is
    /// nothing to send. RFC 6570, section 2.3: a list without elements is undefined.
    func expanded(_ value: ParameterTree, name: String, explode: Bool, _ encode: ParameterEncoding) -> String? {
        let separator: String
        let prefix: String
        switch self {
        case .label: (prefix, separator) = (".", explode ? "." : ",")
        case .matrix: (prefix, separator) = (";", explode ? ";" : ",")
        case .json: return value.isNone ? nil : encode(value.json)
        default: (prefix, separator) = ("", ",")
        }
        let isMatrix = self == .matrix
        let named = isMatrix ? name.percentEncoded : ""
        switch value {
        case .none: return nil
        case .text(let text), .token(let text):
            guard isMatrix else { return prefix + encode(text) }
            return prefix + named + (text.isEmpty ? "" : "=" + encode(text))
        case .list(let elements):
            let texts = elements.filter { !$0.isNone }.map { encode($0.text) }
            guard !texts.isEmpty else { return nil }
            let start = isMatrix ? named + "=" : ""
            return explode
                ? prefix + texts.map { start + $0 }.joined(separator: separator)
                : prefix + start + texts.joined(separator: separator)
        case .members(let members):
            let pairs = members.filter { !$0.value.isNone }.map { (encode($0.name), encode($0.value.text)) }
            guard !pairs.isEmpty else { return nil }
            if explode { return prefix + pairs.map { "\($0.0)=\($0.1)" }.joined(separator: separator) }
            return prefix + (isMatrix ? named + "=" : "")
                + pairs.map { "\($0.0),\($0.1)" }.joined(separator: separator)
        }
    }

    /// The `name=value` pairs of a query, a cookie or a form, encoded.
    func pairs(_ value: ParameterTree, name: String, explode: Bool, _ encode: ParameterEncoding) -> [String] {
        // A name is no value: reserved characters in it are always encoded.
        let encodeName: ParameterEncoding = encode == .form ? .form : .strict
        return fields(value, name: name, explode: explode, encode).map { encodeName($0.name) + "=" + $0.text }
    }

    /// The names, as they are, and the texts, encoded, of which the value consists.
    func fields(
        _ value: ParameterTree, name: String, explode: Bool, _ encode: ParameterEncoding
    ) -> [(name: String, text: String)] {
        let delimiter: String
        switch self {
        case .deepObject: return Self.deepPairs(value, name: name).map { ($0.name, encode($0.text)) }
        case .json: return value.isNone ? [] : [(name, encode(value.json))]
        case .spaceDelimited: delimiter = encode == .form ? "+" : encode == .none ? " " : "%20"
        case .pipeDelimited: delimiter = encode == .none ? "|" : "%7C"
        default: delimiter = ","
        }
        switch value {
        case .none: return []
        case .text(let text), .token(let text): return [(name, encode(text))]
        case .list(let elements):
            let texts = elements.filter { !$0.isNone }.map { encode($0.text) }
            if explode { return texts.map { (name, $0) } }
            return texts.isEmpty ? [] : [(name, texts.joined(separator: delimiter))]
        case .members(let members):
            let present = members.filter { !$0.value.isNone }
            if explode { return present.map { ($0.name, encode($0.value.text)) } }
            let texts = present.flatMap { [encode($0.name), encode($0.value.text)] }
            return texts.isEmpty ? [] : [(name, texts.joined(separator: delimiter))]
        }
    }

    /// OpenAPI leaves open what is nested in a `deepObject`; this is what the frameworks read that have such names
    /// (Rails, PHP, qs).
    private static func deepPairs(_ value: ParameterTree, name: String) -> [(name: String, text: String)] {
        switch value {
        case .none: return []
        case .text(let text), .token(let text): return [(name, text)]
        case .list(let elements):
            let isFlat = elements.allSatisfy(\.isScalar)
            return elements.enumerated().flatMap { index, element in
                deepPairs(element, name: isFlat ? "\(name)[]" : "\(name)[\(index)]")
            }
        case .members(let members):
            return members.flatMap { deepPairs($0.value, name: "\(name)[\($0.name)]") }
        }
    }
}
