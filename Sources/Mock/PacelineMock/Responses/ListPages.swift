import PacelineModel

/// Gives a list its pages: the sample of a response with as many items as the request asks for, and what leads to the
/// next page. The last is half as long as the others, and leads nowhere.
///
/// Items are copies of the sample's.
struct ListPages: Sendable {
    /// The query's name under which a URL to a further page says where that begins.
    private static let startName = "mock_start"
    /// The items of a page where neither the request nor the document says how many.
    private static let usualSize = 10
    private static let mostItems = 1_000
    private static let mostBytes = 1_000_000

    let pagination: Pagination
    /// The pages of a list.
    let pages: Int
    let api: API

    /// The page that the request is for, in place of a sample of the operation's success.
    func page(of sample: MockResponse, for request: MockRequest) -> MockResponse {
        let pointer = Self.pointer(pagination.items.names)
        guard let body = Sample(json: sample.body), case .array(let models)? = body.value(at: pagination.items.names),
            !models.isEmpty
        else { return sample }
        let size = size(for: request, itemBytes: models[0].jsonText.utf8.count)
        let total = (pages - 1) * size + (size + 1) / 2
        let start = start(for: request, size: size, total: total)
        let end = min(start + size, total)
        let items = (start..<end).map { models[$0 % models.count] }
        var page = pointer.isEmpty ? .array(items) : body.placing(.array(items), at: pointer)
        var response = sample
        let next = end < total ? end : nil
        if let path = pagination.next {
            page = page.placing(mark(next, path, request), at: Self.pointer(path.names))
        }
        if case .link = pagination.style {
            response.fields.removeAll { $0.hasName("Link") }
            if let next { response.fields.append(.init("Link", "<\(url(request, next))>; rel=\"next\"")) }
        }
        response.body = Array(page.jsonText.utf8)
        return response
    }

    /// What the response says of the next page; nil leaves it out.
    private func mark(_ next: Int?, _ path: Pagination.Path, _ request: MockRequest) -> Sample? {
        switch (pagination.style, next) {
        case (.offset, _), (.page, _): return .boolean(next != nil)
        case (.bodyURL, let next?): return .string(url(request, next))
        case (.cursor(_, isInteger: false), let next?) where path.type == .string: return .string("start-\(next)")
        // What a request takes as a number is one, although the response has it as text.
        case (_, let next?): return path.type == .string ? .string(String(next)) : .number(next)
        case (_, nil):
            guard let property = property(path) else { return nil }
            if property.type.isNullable { return .null }
            return property.isRequired && path.type == .string ? .string("") : nil
        }
    }

    private func property(_ path: Pagination.Path) -> Property? {
        guard let step = path.steps.last, case .record(let record)? = api.type(step.record) else { return nil }
        return record.properties.first { $0.name == step.property }
    }

    /// The URL of the page that begins with an item, at the mock's own origin.
    private func url(_ request: MockRequest, _ start: Int) -> String {
        let kept = request.query.filter { $0.name != Self.startName }
        let pairs = (kept + [.init(Self.startName, String(start))]).map {
            "\(percentEncoded($0.name))=\(percentEncoded($0.value))"
        }
        let origin = request.field("Host").map { "\(request.scheme)://\($0)" } ?? ""
        return "\(origin)\(request.path)?\(pairs.joined(separator: "&"))"
    }

    private func size(for request: MockRequest, itemBytes: Int) -> Int {
        let asked = pagination.size.flatMap { size in size.part.text(in: request).flatMap { Int($0) } ?? size.whenAbsent
        }
        let most = min(Self.mostItems, max(1, Self.mostBytes / max(1, itemBytes)), pagination.size?.most ?? .max)
        return min(max(1, asked ?? Self.usualSize), most)
    }

    /// The first item of the page that is asked for; past the end where there is no such page.
    private func start(for request: MockRequest, size: Int, total: Int) -> Int {
        let start =
            switch pagination.style {
            case .cursor(let part, _): Self.count(part.text(in: request)?.replacing("start-", with: ""))
            case .offset(let part, let first): Self.count(part.text(in: request), from: first)
            case .page(let part, let first): min(Self.count(part.text(in: request), from: first), pages) * size
            case .link, .bodyURL: Self.count(request.query.first { $0.name == Self.startName }?.value)
            }
        return min(start, total)
    }

    /// How far the number that a text stands for is from the first one: 0 without a text, past all ends where it is none.
    private static func count(_ text: String?, from first: Int = 0) -> Int {
        guard let text else { return 0 }
        guard let number = Int(text) else { return .max }
        return number > first ? number - first : 0
    }

    private static func pointer(_ names: [String]) -> String {
        names.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }
}

extension Pagination.RequestPart {
    /// The value in a request; nil where there is none.
    fileprivate func text(in request: MockRequest) -> String? {
        switch self {
        case .query(let name): request.queryValue(name)
        case .header(let name): request.field(name)
        case .body(let names):
            if case .bytes(let bytes) = request.body {
                Sample(json: bytes)?.value(at: names)?.scalarText(at: "")
            } else {
                nil
            }
        }
    }
}

extension Sample {
    /// The value of members inside one another.
    fileprivate func value(at names: [String]) -> Sample? {
        names.reduce(self) { (value: Sample?, name) in value?.member(name) }
    }
}
