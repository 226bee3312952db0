import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

// Where the parts of requests and responses are that a declaration of pages names.

extension PaginationCheck {
    /// Whether a convention means the operation: it has the parameter, or leads on as the convention says.
    func isMeant(by convention: PaginationObject) -> Bool {
        if let parameter = convention.parameter {
            if case .found = find(parameter.text) { return true }
            return false
        }
        guard let root = operation.listType else { return false }
        if let next = convention.next { return follow(next.text, from: root).path != nil }
        return operation.success.fields.contains { $0.name.lowercased() == "link" }
    }

    /// A part of the request, which must be the caller's.
    mutating func requestPart(
        _ text: LocatedText, _ diagnostics: inout DiagnosticSink
    ) -> (part: Pagination.RequestPart, type: TypeReference, constraints: [Constraint])? {
        switch find(text.text) {
        case .found(let part, let type, let constraints):
            guard checkType(of: text, type, &diagnostics) else { return nil }
            return (part, type, constraints)
        case .notCallers(let name):
            report(
                .wrongPagination,
                "`\(name)` of \(operation.id) is not the caller's to give, so it cannot ask for a page",
                at: text, &diagnostics)
        case .missing(let name, let known):
            let elsewhere = operation.parameters.first { $0.name == name }.map {
                "its `\(name)` stands in the \($0.location.rawValue), where no page is asked for"
            }
            report(
                .unknownParameter, "\(operation.id) has no `\(name)` in its requests", at: text,
                hint: elsewhere ?? diagnostics.suggestion(for: name, among: known), &diagnostics)
        }
        return nil
    }

    /// How many items a page has, by the parameter for it, which is not the one that asks for the page.
    mutating func size(
        _ text: LocatedText, besides parameter: Pagination.RequestPart?, _ diagnostics: inout DiagnosticSink
    ) -> Pagination.Size? {
        guard let (part, type, constraints) = requestPart(text, &diagnostics) else { return nil }
        guard part != parameter else {
            report(
                .wrongPagination, "`\(text.text)` of \(operation.id) says which page is asked for, not how long it is",
                at: text, &diagnostics)
            return nil
        }
        guard type.isWhole else {
            report(.wrongPagination, "`\(text.text)` of \(operation.id) is not an integer", at: text, &diagnostics)
            return nil
        }
        var size = Pagination.Size(part: part)
        for constraint in constraints {
            switch constraint {
            case .defaultValue(let value): size.whenAbsent = Int(value)
            case .range(_, let most?): size.most = Int(exactly: most.value.rounded(.down))
            default: break
            }
        }
        return size
    }

    private mutating func checkType(
        of text: LocatedText, _ type: TypeReference, _ diagnostics: inout DiagnosticSink
    ) -> Bool {
        // The size is checked by itself.
        guard text != object?.size, let style = object?.style else { return true }
        if style == .cursor ? type.isWhole || type == .string : type.isWhole { return true }
        report(
            .wrongPagination,
            "`\(text.text)` of \(operation.id) is not \(style == .cursor ? "a string or an integer" : "an integer")",
            at: text, &diagnostics)
        return false
    }

    private enum Found {
        case found(Pagination.RequestPart, TypeReference, [Constraint])
        /// The client or the document gives it.
        case notCallers(String)
        case missing(String, among: [String])
    }

    private func find(_ text: String) -> Found {
        if let pointer = text.rest(after: "$request.body#").flatMap({ JSONPointer($0) }) { return body(pointer.tokens) }
        if let name = text.rest(after: "$request.query.") { return parameter(name) { $0.location == .query } }
        if let name = text.rest(after: "$request.header.") {
            return parameter(name) { $0.location == .header }
        }
        let found = parameter(text) { [.query, .header].contains($0.location) }
        if case .missing = found, object?.foreignName != nil, case .found(let part, let type, let more) = body([text]) {
            return .found(part, type, more)
        }
        return found
    }

    private func parameter(_ name: String, where isMeant: (PacelineModel.Parameter) -> Bool) -> Found {
        let candidates = operation.parameters.filter(isMeant)
        let folded = name.lowercased()
        let found = candidates.first { $0.name == name || $0.location == .header && $0.name.lowercased() == folded }
        guard let found else { return .missing(name, among: candidates.map(\.name)) }
        guard found.source == .caller else { return .notCallers(name) }
        let part: Pagination.RequestPart = found.location == .query ? .query(found.name) : .header(found.name)
        return .found(part, found.type.nonNull, found.constraints)
    }

    private func body(_ names: [String]) -> Found {
        guard case .json(let root)? = operation.requestBody?.content else {
            return .missing(names.first ?? "", among: [])
        }
        let outcome = follow(names[...], from: root)
        guard let path = outcome.path else { return .missing(outcome.missing ?? "", among: outcome.known) }
        let last = path.steps.last.flatMap { step in record(step.record)?.properties.first { $0.name == step.property }
        }
        if last?.constant != nil || last?.onlyValue != nil { return .notCallers(names.last ?? "") }
        return .found(.body(names), path.type, last?.constraints ?? [])
    }

    // MARK: Responses

    /// What a pointer leads to in the response.
    mutating func path(
        _ text: LocatedText, from root: TypeReference, _ diagnostics: inout DiagnosticSink
    ) -> Pagination.Path? {
        let outcome = follow(text.text, from: root)
        if let path = outcome.path { return path }
        report(
            .unknownPointer,
            outcome.isClosed
                ? "`\(text.text)` leads into a part of the response of \(operation.id) that is no object with properties"
                : "the response of \(operation.id) has no `\(outcome.missing ?? "")`",
            at: text, hint: outcome.missing.flatMap { diagnostics.suggestion(for: $0, among: outcome.known) },
            &diagnostics)
        return nil
    }

    private struct Outcome {
        var path: Pagination.Path?
        /// The first name that is not there, and those that are.
        var missing: String?
        var known: [String] = []
        /// Whether what should have the name is no object of declared properties.
        var isClosed = false
    }

    private func follow(_ pointer: String, from root: TypeReference) -> Outcome {
        guard let names = JSONPointer(pointer)?.tokens else { return Outcome() }
        return follow(names[...], from: root)
    }

    private func follow(_ names: ArraySlice<String>, from root: TypeReference) -> Outcome {
        var path = Pagination.Path(steps: [], type: root.nonNull)
        for name in names {
            guard case .named(let id) = path.type, let record = record(id) else {
                return Outcome(missing: name, isClosed: true)
            }
            guard let property = record.properties.first(where: { $0.name == name }) else {
                return Outcome(missing: name, known: record.properties.map(\.name))
            }
            path.steps.append(.init(record: id, property: name))
            path.type = property.type.nonNull
        }
        return Outcome(path: path)
    }

    private func record(_ id: TypeID) -> Record? {
        if case .record(let record)? = api.type(id) { record } else { nil }
    }
}

extension TypeReference {
    /// Whether its values are integers.
    fileprivate var isWhole: Bool {
        switch self {
        // Many documents say `number` of what is counted.
        case .integer, .int32, .int64, .uint64, .double: true
        default: false
        }
    }
}

extension String {
    /// What follows a prefix; nil without it.
    fileprivate func rest(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
