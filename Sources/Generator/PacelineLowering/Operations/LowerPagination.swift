import PacelineDiagnostics
import PacelineDocument
import PacelineModel

/// Decides how pages follow one another, once all types are known: what is declared must be there.
struct PaginationLowering {
    let document: Document
    /// The operations of the document, by the ids of those of the API.
    let sources: [String: PacelineDocument.Operation]
    let convention: PaginationConvention?

    func lower(_ api: inout API, _ diagnostics: inout DiagnosticSink) {
        let known = convention.map { convention in
            let names = SelectorNames(document)
            return convention.except.reduce(0) { $0 + names.reportUnknown(in: $1, &diagnostics) } == 0
        }
        var isUsed = false
        // All are decided before any is set: while a check looks at the API, a change would copy it.
        let decided = api.operations.map { operation -> Pagination? in
            guard let source = sources[operation.id] else { return nil }
            var check = PaginationCheck(operation, in: api)
            if let own = document.pagination(of: source) {
                check.object = own
            } else if let convention, known == true, !convention.except.contains(where: { $0.selects(source) }),
                check.isMeant(by: convention.object)
            {
                isUsed = true
                check.object = convention.object
                check.hint = "name the operation in `except` if its pages are others"
            }
            return check.pagination(&diagnostics)
        }
        for (index, pagination) in decided.enumerated() { api.operations[index].pagination = pagination }
        guard let convention, known == true, !isUsed else { return }
        diagnostics.error(
            .wrongPagination, "`pagination` holds of no operation: none has what it names",
            at: convention.object.parameter?.location ?? convention.object.location)
    }
}

/// Holds what is declared of an operation's pages against its request and its response.
struct PaginationCheck {
    let operation: PacelineModel.Operation
    let api: API
    var object: PaginationObject?
    /// What to write in place of what is wrong, where nothing better is known.
    var hint: String?
    private var wrong = 0

    init(_ operation: PacelineModel.Operation, in api: API) {
        self.operation = operation
        self.api = api
    }

    /// The pages as they can be asked for; nil where there are none, or what is declared of them is wrong.
    mutating func pagination(_ diagnostics: inout DiagnosticSink) -> Pagination? {
        guard let object else { return nil }
        checkBody(&diagnostics)
        let parameter = object.parameter.flatMap { requestPart($0, &diagnostics) }
        let size = object.size.flatMap { self.size($0, besides: parameter?.part, &diagnostics) }
        guard let root = responseType(&diagnostics) else { return nil }
        let items = path(object.items, from: root, &diagnostics)
        let next = object.next.flatMap { path($0, from: root, &diagnostics) }
        if let next, let text = object.next { checkNext(next, text, &diagnostics) }
        var item: TypeReference?
        if let items {
            if case .array(let element) = items.type {
                item = element
            } else {
                report(
                    .wrongPagination, "`\(object.items.text)` of the response of \(operation.id) is no array",
                    at: object.items, &diagnostics)
            }
        }
        guard wrong == 0, let items, let item else { return nil }
        return style(object, parameter?.part, parameter?.type).map {
            Pagination(style: $0, items: items, item: item, next: next, size: size)
        }
    }

    private func style(
        _ object: PaginationObject, _ part: Pagination.RequestPart?, _ type: TypeReference?
    ) -> Pagination.Style? {
        switch object.style {
        case .cursor: part.map { .cursor($0, isInteger: type != .string) }
        case .offset: part.map { .offset($0, first: object.first) }
        case .page: part.map { .page($0, first: object.first) }
        case .link: .link
        case .bodyURL: .bodyURL
        }
    }

    mutating func report(
        _ code: DiagnosticCode, _ message: String, at text: LocatedText, hint: String? = nil,
        _ diagnostics: inout DiagnosticSink
    ) {
        wrong += 1
        guard let name = object?.foreignName else {
            return diagnostics.error(code, message, at: text.location, hint: hint ?? self.hint)
        }
        diagnostics.lost(
            code, "\(message); by `\(name)` the operation has no pages", at: text.location, hint: hint)
    }

    /// A page's request is made several times, so its body must be one that can be.
    private mutating func checkBody(_ diagnostics: inout DiagnosticSink) {
        guard let object, let body = operation.requestBody else { return }
        switch body.content {
        case .json, .form: return
        case .text, .bytes, .multipart, .anyParts, .stream:
            report(
                .wrongPagination,
                "the pages of \(operation.id) would each send its body of `\(body.mediaType)`, which is not supported",
                at: LocatedText(text: "", location: object.location), &diagnostics)
        }
    }

    /// The type of the response that has the items.
    private mutating func responseType(_ diagnostics: inout DiagnosticSink) -> TypeReference? {
        guard let object else { return nil }
        if let type = operation.listType { return type }
        let location = object.items.location
        report(
            .wrongPagination, "the successes of \(operation.id) are not all JSON of one type, so they have no items",
            at: LocatedText(text: "", location: location), &diagnostics)
        return nil
    }

    private mutating func checkNext(
        _ next: Pagination.Path, _ text: LocatedText, _ diagnostics: inout DiagnosticSink
    ) {
        guard let object else { return }
        let expected: String
        switch (object.style, next.type) {
        case (.offset, .boolean), (.page, .boolean), (.bodyURL, .string), (.cursor, .string), (.cursor, .integer),
            (.cursor, .int32), (.cursor, .int64), (.cursor, .uint64):
            return
        case (.offset, _), (.page, _): expected = "a Boolean"
        case (.bodyURL, _): expected = "a string"
        case (.cursor, _), (.link, _): expected = "a string or an integer"
        }
        report(
            .wrongPagination, "`\(text.text)` of the response of \(operation.id) is not \(expected)", at: text,
            hint: expected == "a Boolean"
                ? "with `style: \(object.style.rawValue)` it says whether there is a next page; "
                    + "a number that is sent with the next request is a `cursor`" : nil,
            &diagnostics)
    }
}
