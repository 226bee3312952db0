import PacelineDocument

// The header fields that tell where a quota stands.

extension LimitSuggestion {
    /// How many fields are described.
    private static let mostFields = 24

    func writeFields(to text: inout SuggestionText) {
        let fields = evidence.fields
        guard !fields.isEmpty else { return }
        text.emptyLine()
        text.remark("Header fields that responses declare:", indent: 6)
        for field in fields.prefix(Self.mostFields) { text.remark(Self.described(field), indent: 6, hanging: 4) }
        if fields.count > Self.mostFields { text.remark("and \(fields.count - Self.mostFields) more", indent: 6) }
        let families = FieldFamily.all(of: fields)
        if families.count == 1, let family = families.first {
            write(family, to: &text)
        } else if families.count > 1 {
            text.remark(
                "They are about several quotas: give each policy below those that are about its window.", indent: 6)
            for family in families.prefix(Self.mostFields) {
                text.remark("headers: \(family.inOneLine)", indent: 6, hanging: 4)
            }
        } else if let bare = fields.first(where: { $0.role == .bare }) {
            text.remark("What \(bare.name) tells is not in its name. If it is the quota of a window:", indent: 6)
            text.guess("headers: { limit: \(bare.name.inYAML) }", indent: 6)
        } else if case let structured = fields.compactMap(\.isReadStructured), !structured.isEmpty {
            if structured.contains(true) {
                text.line("      headers: ietf")
            } else {
                text.remark("`ietf` reads the form of the current draft: \"name\";r=50;t=30", indent: 6)
                text.guess("headers: ietf", indent: 6)
            }
        }
    }

    private func write(_ family: FieldFamily, to text: inout SuggestionText) {
        if evidence.stated.count > 0 {
            text.remark("Move these to the policy whose window they are about, once it is in effect.", indent: 6)
        }
        guard !family.told.isEmpty else {
            if let reset = family.undecidedReset { writeUndecided(reset, to: &text, indent: 6, isAlone: true) }
            return
        }
        text.line("      headers:")
        for (member, value) in family.told { text.line("        \(member): \(value)") }
        if let reset = family.undecidedReset { writeUndecided(reset, to: &text, indent: 8, isAlone: false) }
    }

    private func writeUndecided(_ field: QuotaField, to text: inout SuggestionText, indent: Int, isAlone: Bool) {
        text.remark(
            """
            How \(field.name) writes the time is not told. Look it up: `delta` is seconds from now, `epoch` seconds since \
            1970.
            """, indent: indent)
        let reset = "reset: { from: \(field.name.inYAML), as: delta }"
        text.guess(isAlone ? "headers: { \(reset) }" : reset, indent: indent)
    }

    private static func described(_ field: QuotaField) -> String {
        let count = "\(field.operations) operation\(field.operations == 1 ? "" : "s")"
        let description = field.description.map { ": \"\($0.shown.shortened(to: 160))\"" } ?? ""
        var example = ""
        if case .reset = field.role, let text = field.example { example = ", example \(text.shown.shortened(to: 40))" }
        return "  \(field.name) (\(count)\(example))\(description)\(note(on: field.role))"
    }

    private static func note(on role: QuotaField.Role) -> String {
        switch role {
        case .retryAfter: "; read without being declared"
        case .other: "; not mapped, since `headers` has no member for it"
        case .reset(.timestampText): "; not mapped: a date and time in text is not read yet"
        case .limit, .remaining, .used, .reset, .structured, .bare: ""
        }
    }
}

/// The fields about one quota, as `headers` maps them.
private struct FieldFamily {
    /// The members whose meaning the document tells.
    var told: [(member: String, value: String)] = []
    /// A reset whose form it does not tell.
    var undecidedReset: QuotaField?

    var inOneLine: String {
        let undecided = undecidedReset.map { ["reset: { from: \($0.name.inYAML), as: ? }"] } ?? []
        return "{ \((told.map { "\($0.member): \($0.value)" } + undecided).joined(separator: ", ")) }"
    }

    /// The families of some fields, in their order.
    static func all(of fields: [QuotaField]) -> [FieldFamily] {
        var names: [String] = []
        for field in fields where field.isMapped && !names.contains(field.family) { names.append(field.family) }
        return names.map { name in FieldFamily(fields.filter { $0.family == name && $0.isMapped }) }
    }

    private init(_ fields: [QuotaField]) {
        for (role, member) in [(QuotaField.Role.limit, "limit"), (.remaining, "remaining"), (.used, "used")] {
            if let field = fields.first(where: { $0.role == role }) { told.append((member, field.name.inYAML)) }
        }
        // Seconds from now need no clock that is right.
        for form in [ResetForm.delta, .epoch, .epochMilliseconds, .date] {
            guard let field = fields.first(where: { $0.role == .reset(form) }) else { continue }
            told.append(("reset", "{ from: \(field.name.inYAML), as: \(form.rawValue) }"))
            return
        }
        undecidedReset = fields.first { $0.role == .reset(nil) }
    }
}

extension QuotaField {
    /// Whether `headers` has a member for it.
    fileprivate var isMapped: Bool {
        switch role {
        case .limit, .remaining, .used, .reset(nil), .reset(.delta), .reset(.epoch), .reset(.epochMilliseconds),
            .reset(.date):
            true
        case .reset(.timestampText), .structured, .retryAfter, .bare, .other: false
        }
    }

    /// Of a structured field, whether its example is of the form that is read.
    fileprivate var isReadStructured: Bool? { if case .structured(let isRead) = role { isRead } else { nil } }
}
