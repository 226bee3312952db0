// Parameters that are written otherwise than their place has it by default, or that are no single value: everything
// that can be written as JSON can be a parameter.

extension RequestBuilder {
    /// Fills `{name}` of the path template.
    public mutating func path(
        _ name: String, _ value: some JSONValue, _ style: ParameterStyle, explode: Bool = false,
        allowsReserved: Bool = false
    ) {
        guard let tree = tree(of: value, name) else { return }
        let text = style.expanded(tree, name: name, explode: explode, allowsReserved ? .reserved : .strict)
        setPath(name, text ?? "")
    }

    /// Adds the value to the query; an absent value adds nothing, and neither does one without elements unless
    /// `sendsEmpty`.
    public mutating func query(
        _ name: String, _ value: (some JSONValue)?, _ style: ParameterStyle, explode: Bool = false,
        allowsReserved: Bool = false, sendsEmpty: Bool = false
    ) {
        guard let value, let tree = tree(of: value, name) else { return }
        let pairs = style.pairs(tree, name: name, explode: explode, allowsReserved ? .reserved : .strict)
        for pair in pairs { appendQuery(pair) }
        if sendsEmpty, pairs.isEmpty { appendQuery(name.percentEncoded + "=") }
    }

    /// Adds a header field; an absent value, and one without elements, adds nothing.
    public mutating func header(
        _ name: String, _ value: (some JSONValue)?, _ style: ParameterStyle, explode: Bool = false
    ) {
        guard let value, let tree = tree(of: value, name) else { return }
        if let text = style.expanded(tree, name: name, explode: explode, .none) { setField(name, text) }
    }

    /// Adds a cookie, exploded values each as a cookie of its own; an absent value, and one without elements, adds
    /// nothing.
    public mutating func cookie(
        _ name: String, _ value: (some JSONValue)?, _ style: ParameterStyle = .form, explode: Bool = true
    ) {
        guard let value, let tree = tree(of: value, name) else { return }
        for pair in style.pairs(tree, name: name, explode: explode, .strict) { appendCookie(pair) }
    }

    /// Sends the members of `value` as fields of a form (`application/x-www-form-urlencoded`), where there is a value.
    ///
    /// - Parameters:
    ///   - value: The value to send. Elements of a list are fields of the same name, and what has members is sent as
    ///     JSON.
    ///   - styles: The fields that are written otherwise, by name.
    ///   - contentType: The media type.
    public mutating func form(
        _ value: (some JSONValue)?, _ styles: [String: FieldStyle] = [:],
        contentType: String = "application/x-www-form-urlencoded"
    ) {
        guard let value, let tree = tree(of: value, "body") else { return }
        guard case .members(let members) = tree else {
            fail(CallError(.encoding, "the body of a form must have members"))
            return
        }
        let pairs = members.flatMap { member in
            guard let field = styles[member.name] else {
                return ParameterStyle.form.pairs(member.value.asField, name: member.name, explode: true, .form)
            }
            return field.style.pairs(
                member.value, name: member.name, explode: field.explode, field.allowsReserved ? .reserved : .form)
        }
        bytes(Array(pairs.joined(separator: "&").utf8), contentType: contentType)
    }

    /// The value taken apart; nil, with the problem kept, when it cannot be written.
    mutating func tree(of value: some JSONValue, _ name: String) -> ParameterTree? {
        do throws(JSONError) { return try ParameterTree(value) } catch {
            fail(CallError(.encoding, "the value of \(name) cannot be written: \(error)", underlying: error))
            return nil
        }
    }
}

/// How a field of a form is written where it is not as usual.
public struct FieldStyle: Hashable, Sendable {
    /// The style.
    public var style: ParameterStyle
    /// Whether each element or member stands for itself.
    public var explode: Bool
    /// Whether reserved characters stay as they are.
    public var allowsReserved: Bool

    /// A field of the given style.
    public init(_ style: ParameterStyle, explode: Bool = false, allowsReserved: Bool = false) {
        self.style = style
        self.explode = explode
        self.allowsReserved = allowsReserved
    }
}

extension ParameterTree {
    /// The value as a field of a form: what has members is a text of JSON (OpenAPI 3.1, section 4.8.14.4).
    fileprivate var asField: ParameterTree {
        switch self {
        case .none, .text, .token: self
        case .list(let elements): .list(elements.filter { !$0.isNone }.map { .text($0.text) })
        case .members: .text(json)
        }
    }
}
