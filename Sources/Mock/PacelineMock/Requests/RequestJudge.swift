import PacelineDocument
import PacelineLowering
import PacelineModel

/// Judges requests by what the document says of them.
///
/// Parameters and bodies of JSON and of form fields are judged by their schemas; of other bodies, of the styles `label`
/// and `matrix` and of brackets inside brackets only whether there is something.
struct RequestJudge {
    let contracts: Contracts
    let check: SchemaCheck

    init(_ contracts: Contracts, patterns: PatternCache) {
        self.contracts = contracts
        check = SchemaCheck(contracts.document, .sent, patterns: patterns)
    }

    /// Why the request of the operation at the place is not answered with a success; nil when it may be.
    func problem(with request: MockRequest, of index: Int, pathValues: [String: String]) -> Problem? {
        let reader = ParameterReader(check: check, request: request, pathValues: pathValues)
        let flaws = contracts.parameters(of: index).compactMap { flaw(of: $0, reader) }
        if let body = contracts.requestBody(of: index) {
            if case .tooLarge = request.body {
                return Problem(status: 413, detail: "The body is larger than the mock takes.")
            }
            let (problem, bodyFlaws) = judge(request, body)
            if let problem, flaws.isEmpty { return problem }
            return Problem(flaws: flaws + bodyFlaws)
        }
        return Problem(flaws: flaws)
    }

    private func flaw(of parameter: PacelineDocument.Parameter, _ reader: ParameterReader) -> Problem.Flaw? {
        guard let place = parameter.place, !(place == .header && Self.described.contains(parameter.name.lowercased()))
        else { return nil }
        let name = "\(place.rawValue) parameter '\(parameter.name)'"
        func flaw(_ text: String) -> Problem.Flaw {
            Problem.Flaw(detail: "\(name) \(text)", parameter: parameter.name, location: parameter.location)
        }
        switch reader.value(of: parameter) {
        case .absent: return parameter.isRequired ? flaw("is missing") : nil
        case .unread: return nil
        case .malformed(let text): return flaw(text)
        case .meanings(let meanings):
            let schemas = [parameter.schema ?? parameter.content.first?.value.schema].compactMap(\.self)
            return violation(of: meanings, by: schemas).map { violation in
                Problem.Flaw(
                    detail: "\(name) \(violation.text)", parameter: parameter.name, location: violation.location)
            }
        }
    }

    /// What is wrong with a text that may mean several things; nil when one of them is allowed. The first that is of a
    /// type which the schemas allow is what was meant: `500` for a number of at most 100 is a number that is too large.
    private func violation(of meanings: [Sample], by schemas: [Schema]) -> Violation? {
        let violations = meanings.map { check.violations(of: $0, by: schemas) }
        guard !violations.contains(where: \.isEmpty) else { return nil }
        let types = check.document.parts(of: schemas).commonTypes ?? []
        let meant = meanings.firstIndex { meaning in types.contains { meaning.isOf(type: $0) } }
        return (meant.map { violations[$0] } ?? violations.last)?.first
    }

    /// OpenAPI: parameters of these names are ignored, since other parts of the document describe them.
    private static let described: Set<String> = ["accept", "content-type", "authorization"]

    private func judge(_ request: MockRequest, _ body: RequestBody) -> (Problem?, [Problem.Flaw]) {
        guard case .bytes(let bytes) = request.body, !bytes.isEmpty else {
            let names = body.content.map(\.name).joined(separator: ", ")
            return (
                nil, body.isRequired ? [.init(detail: "the body (\(names)) is missing", location: body.location)] : []
            )
        }
        let sent = request.field("Content-Type").map(essence(of:))
        // RFC 9110, section 8.3: without a media type the recipient may guess.
        let media =
            sent.map { sent in body.content.first { AcceptField(sent).allows($0.essence) } } ?? body.content.first
        guard let media else {
            guard !body.content.isEmpty else { return (nil, []) }
            let names = body.content.map(\.name).joined(separator: ", ")
            return (
                Problem(status: 415, detail: "The body is \(sent ?? "of no media type"); it should be \(names)."), []
            )
        }
        let kind = MediaKind(media.essence.contains("*") ? sent ?? media.essence : media.essence)
        switch kind {
        case .json:
            guard let value = Sample(json: bytes) else {
                return (nil, [.init(detail: "the body is not JSON", location: media.location)])
            }
            return (nil, flaws(of: value, media))
        case .form:
            let pairs = MockRequest.pairs(ofQuery: String(decoding: bytes, as: UTF8.self)[...])
            let names = pairs.map(\.name)
            // Repeated and bracketed names are lists and objects by a style of their own.
            guard Set(names).count == names.count, !names.contains(where: { $0.contains("[") }) else {
                return (nil, [])
            }
            return (nil, media.value.schema.map { formFlaws(pairs, media, $0) } ?? [])
        default: return (nil, [])
        }
    }

    private func flaws(of value: Sample, _ media: Named<MediaType>) -> [Problem.Flaw] {
        guard let schema = media.value.schema else { return [] }
        return check.violations(of: value, by: schema).map { violation in
            let place = violation.pointer.isEmpty ? "the body" : "the body's \(violation.pointer)"
            return Problem.Flaw(
                detail: "\(place) \(violation.text)", pointer: "#\(violation.pointer)", location: violation.location)
        }
    }

    /// Fields of a form, of which only those with a single value are judged.
    private func formFlaws(_ pairs: [MockRequest.Pair], _ media: Named<MediaType>, _ schema: Schema) -> [Problem.Flaw] {
        let parts = check.document.reachable(from: schema)
        let properties = parts.flatMap(\.properties)
        let required = Set(check.document.parts(of: schema).flatMap(\.required))
        let missing = required.subtracting(pairs.map(\.name)).sorted().map {
            Problem.Flaw(
                detail: "the form's field '\($0)' is missing", pointer: "#/\($0.pointerToken)", location: media.location
            )
        }
        return missing
            + pairs.compactMap { pair in
                let schemas = properties.filter { $0.name == pair.name }.map(\.value)
                guard schemas.allSatisfy({ check.document.isScalar($0) }),
                    let violation = violation(of: ParameterReader.scalars(pair.value), by: schemas)
                else { return nil }
                return Problem.Flaw(
                    detail: "the form's field '\(pair.name)' \(violation.text)",
                    pointer: "#/\(pair.name.pointerToken)", location: violation.location)
            }
    }

    private func essence(of text: String) -> String {
        text.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
    }
}

extension Document {
    /// Whether a schema allows neither lists nor objects.
    fileprivate func isScalar(_ schema: Schema) -> Bool {
        let parts = reachable(from: schema)
        let types = Set(parts.flatMap(\.types))
        return !types.isEmpty && types.isDisjoint(with: ["array", "object"])
            && !parts.contains { !$0.properties.isEmpty }
    }
}
