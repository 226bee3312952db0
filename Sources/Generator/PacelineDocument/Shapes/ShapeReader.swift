package import PacelineDiagnostics
package import PacelineYAML

/// Reads nodes of our own languages against their shapes and reports, once, all that does not fit.
package struct ShapeReader {
    package private(set) var diagnostics: DiagnosticSink
    /// The nodes that are not of their shape, or hold one that is not.
    package private(set) var wrong: Set<Node> = []

    package init(_ diagnostics: DiagnosticSink) { self.diagnostics = diagnostics }

    /// Whether a value is of its shape, with all that it holds.
    ///
    /// - Parameter name: What the value is to messages: `` `tags` ``, "the configuration".
    @discardableResult
    package mutating func check(_ node: Node, _ shape: Shape, _ name: String) -> Bool {
        let fits = read(node, shape, name)
        if !fits { wrong.insert(node) }
        return fits
    }

    private mutating func read(_ node: Node, _ shape: Shape, _ name: String) -> Bool {
        switch shape {
        case .any: return true
        case .nullable(let inner): return node.isNull || check(node, inner, name)
        case .text: return node.string != nil || reject(node, shape, name)
        case .form(let form): return check(node, node.string, form, shape, name)
        case .scalar(let form): return check(node, node.scalarText, form, shape, name)
        case .word(let words): return check(node, words, name)
        case .flag: return node.boolean != nil || reject(node, shape, name)
        case .number: return node.double?.isFinite == true || reject(node, shape, name)
        case .integer(let range):
            return node.integer.map(range.contains) == true || reject(node, shape, name)
        case .quantity(let isPositive): return checkQuantity(node, isPositive: isPositive, name)
        case .duration(let allowsZero): return checkDuration(node, allowsZero: allowsZero, name)
        case .anyList(let element, _):
            guard node.isSequence else { return reject(node, shape, name) }
            return checkElements(of: node, element, name)
        case .list(let element):
            guard node.isSequence, node.count > 0 else { return reject(node, shape, name) }
            return checkElements(of: node, element, name)
        case .oneOrMore(let element):
            guard node.isSequence else { return check(node, element, name) }
            guard node.count > 0 else { return reject(node, shape, name) }
            return checkElements(of: node, element, name)
        case .mapping(let keys, let value, let isNotEmpty):
            guard node.isMapping, node.count > 0 || !isNotEmpty else { return reject(node, shape, name) }
            return checkEntries(of: node, keys, value)
        case .members(let members):
            guard node.isMapping else { return reject(node, shape, name) }
            return checkMembers(of: node, members)
        case .either(let shapes):
            guard let fitting = shapes.first(where: { $0.fits(node) }) else { return reject(node, shape, name) }
            // What is none of a few words, or no text, may be meant for something else.
            let isOther =
                switch fitting {
                case .word(let words): !words.contains(node.string ?? "")
                case .form, .text: node.string == nil
                default: false
                }
            return isOther ? reject(node, shape, name) : check(node, fitting, name)
        }
    }

    private mutating func check(
        _ node: Node, _ text: String?, _ form: TextForm, _ shape: Shape, _ name: String
    ) -> Bool {
        guard let text, !text.isEmpty || form.allowsEmpty else { return reject(node, shape, name) }
        return check(text, form, at: node)
    }

    private mutating func check(_ text: String, _ form: TextForm, at node: Node) -> Bool {
        guard let problem = form.problem(text) else { return true }
        diagnostics.error(problem.code, problem.message, at: node.location, hint: problem.hint)
        return false
    }

    /// The amounts that can be counted, besides none: the limiter counts in millionths.
    private static let amounts = 1e-6...1e12

    private mutating func checkQuantity(_ node: Node, isPositive: Bool, _ name: String) -> Bool {
        if let value = node.double, value == 0 && !isPositive || Self.amounts.contains(value) { return true }
        if node.double == 0 {
            diagnostics.error(.wrongQuantity, "\(name) should be above 0", at: node.location)
            return false
        }
        if let value = node.double, value > 0 {
            let bound = value < 1 ? "below a millionth" : "above 10¹²"
            diagnostics.error(.wrongQuantity, "\(name) cannot be counted: it is \(bound)", at: node.location)
            return false
        }
        let digits = (node.string ?? "").filter { $0.isASCII && $0.isNumber }
        let isGrouped = node.string.map { $0.allSatisfy { $0.isNumber || ",_ '".contains($0) } } ?? false
        diagnostics.error(
            .wrongQuantity, "\(name) should be a number, not negative", at: node.location,
            hint: isGrouped && !digits.isEmpty ? "write `\(digits)`, without separators and quotes" : nil)
        return false
    }

    private mutating func checkDuration(_ node: Node, allowsZero: Bool, _ name: String) -> Bool {
        if allowsZero, DurationText.isZero(node) { return true }
        guard let problem = DurationText.problem(in: node, name) else { return true }
        diagnostics.error(problem.code, problem.message, at: node.location, hint: problem.hint)
        return false
    }

    private mutating func check(_ node: Node, _ words: [String], _ name: String) -> Bool {
        guard let word = node.string else { return reject(node, .word(words), name) }
        guard !words.contains(word) else { return true }
        diagnostics.error(
            .unknownWord, "\(name) cannot be `\(word)`", at: node.location,
            hint: Suggestion.hint(for: word, among: words) ?? "one of \(words.joined(separator: ", "))")
        return false
    }

    private mutating func checkElements(of node: Node, _ element: Shape, _ name: String) -> Bool {
        node.elements.reduce(true) { check($1, element, "an element of \(name)") && $0 }
    }

    private mutating func checkEntries(of node: Node, _ keys: TextForm?, _ value: Shape) -> Bool {
        var fits = true
        for entry in node.entries {
            if let keys { fits = check(entry.key, keys, at: entry.keyNode) && fits }
            fits = check(entry.value, value, "`\(entry.key)`") && fits
        }
        return fits
    }

    private mutating func checkMembers(of node: Node, _ shape: MappingShape) -> Bool {
        var fits = true
        var (count, unknown) = (0, 0)
        for entry in node.entries {
            if shape.allowsExtensions, entry.key.hasPrefix("x-") { continue }
            if !shape.asides.contains(entry.key) { count += 1 }
            if let member = shape[entry.key], member.isSupported {
                fits = check(entry.value, member.shape(), "`\(entry.key)`") && fits
            } else if let expressions = shape.expressions, entry.key.hasPrefix("$") {
                let isKey = check(entry.key, expressions.key, at: entry.keyNode)
                fits = check(entry.value, expressions.value(), "`\(entry.key)`") && isKey && fits
            } else {
                reportUnknown(entry, of: shape)
                unknown += 1
            }
        }
        // One that is missing may be the one that is misspelt.
        for member in shape.members where member.isRequired && node[member.name] == nil && unknown == 0 {
            diagnostics.error(.missingMember, "\(shape.name) has no `\(member.name)`", at: node.location)
            fits = false
        }
        if let code = shape.ifEmpty, count == 0 {
            diagnostics.error(
                code, "\(shape.name) needs a member", at: node.location,
                hint: shape.hint(members: shape.supported.filter { !shape.asides.contains($0) }))
            fits = false
        }
        return fits && unknown == 0
    }

    private mutating func reportUnknown(_ entry: Entries.Entry, of shape: MappingShape) {
        if shape[entry.key] != nil || shape.allowsExtensions && RuntimeExpression(entry.key) != nil {
            diagnostics.error(.notSupportedYet, "`\(entry.key)` is not supported yet", at: entry.keyNode.location)
            return
        }
        let names = shape.supported
        diagnostics.error(
            .unknownMember, "`\(entry.key)` is not a member of \(shape.name)", at: entry.keyNode.location,
            hint: Suggestion.hint(for: entry.key, among: names) ?? shape.hint(members: names))
    }

    /// Reports a value of another kind.
    private mutating func reject(_ node: Node, _ shape: Shape, _ name: String) -> Bool {
        let key = name.filter { $0 != "`" }
        var hint: String?
        if let text = node.string, !text.isEmpty {
            hint =
                Suggestion.hint(for: text, among: shape.words)
                ?? shape.hint(for: text) ?? (shape.isList ? "write `\(key): [\(text)]`" : nil)
        }
        diagnostics.error(
            .wrongType, "\(name) should be \(shape.expected), this is \(found(node, shape))", at: node.location,
            hint: hint)
        return false
    }

    private func found(_ node: Node, _ shape: Shape) -> String {
        let isCollection = node.isSequence || node.isMapping
        if isCollection && node.count == 0 || node.string == "" { return "empty" }
        let showsText = node.double != nil || node.string != nil && shape.takesText
        return showsText ? "`\(node.text ?? "")`" : node.kindName
    }
}

extension MappingShape {
    /// What can be written.
    fileprivate func hint(members: [String]) -> String {
        "members are \((members + [expressions?.key.name].compactMap(\.self)).joined(separator: ", "))"
    }
}
