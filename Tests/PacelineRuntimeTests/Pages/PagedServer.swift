import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting

/// A server of a list of numbers, and clients of it: pages of `size`, by each style.
struct PagedServer: Sendable {
    enum Style: CaseIterable, Sendable { case cursor, offset, page, link, bodyURL }

    var style: Style
    /// The items are 0 up to this.
    var count = 7
    var size = 3
    /// Whether each response says whether there is another page.
    var hasFlag = false

    /// What the request's query says, by name.
    static func query(_ sent: RecordingTransport.Sent) -> [String: String] {
        Dictionary(sent.request.queryItems.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    func response(_ sent: RecordingTransport.Sent) -> ScriptedResponse {
        let query = Self.query(sent)
        let start: Int
        switch style {
        case .cursor: start = query["cursor"].flatMap { Int($0.dropFirst()) } ?? 0
        case .offset: start = query["skip"].flatMap { Int($0) } ?? -1
        case .page: start = query["page"].flatMap { Int($0) }.map { ($0 - 1) * size } ?? -1
        case .link, .bodyURL: start = query["from"].flatMap { Int($0) } ?? 0
        }
        guard start >= 0 else { return .status(400) }
        let end = min(start + size, count)
        let items = start < end ? Array(start..<end) : []
        let hasMore = end < count
        var members: [String: JSON] = ["items": .array(items.map { .integer(Int64($0)) })]
        var fields = HTTPFields()
        switch style {
        case .cursor: members["next"] = hasMore ? .string("c\(end)") : .null
        case .bodyURL: members["next"] = hasMore ? .string("/v1/numbers?from=\(end)&token=a%2Fb") : .null
        case .link:
            if hasMore { fields[HTTPField.Name("Link")!] = "<?from=\(end)>; rel=\"next\", </v1/numbers>; rel=first" }
        case .offset, .page: if hasFlag { members["next"] = .bool(hasMore) }
        }
        return .value(JSON.object(members), fields: fields)
    }

    var pageStyle: PageStyle {
        switch style {
        case .cursor: .cursor(.query("cursor"))
        case .offset: .offset(.query("skip"), size: PageSize(.query("limit"), whenAbsent: size))
        case .page: .page(.query("page"), size: PageSize(.query("limit"), whenAbsent: size))
        case .link: .link
        case .bodyURL: .bodyURL
        }
    }

    /// The list on a client.
    func list(
        _ core: ClientCore, _ paging: PageOptions = .default, _ options: CallOptions = .default,
        _ operation: OperationDescriptor = .numbers
    ) -> PagedList<JSON, Int> {
        core.numbers(pageStyle, paging, options, operation)
    }
}

extension ClientCore {
    /// A list of numbers in `items`; `next` tells of the next page.
    func numbers(
        _ style: PageStyle, _ paging: PageOptions = .default, _ options: CallOptions = .default,
        _ operation: OperationDescriptor = .numbers
    ) -> PagedList<JSON, Int> {
        pages(
            RequestBuilder(operation, options), style, paging,
            items: { $0["items"]?.array?.compactMap(\.int) ?? [] }, next: { PageMark($0["next"]) })
    }
}

extension PageMark {
    init(_ json: JSON?) {
        if let flag = json?.bool { self.init(flag) } else { self.init(json?.string) }
    }
}

extension OperationDescriptor {
    static let numbers = OperationDescriptor(id: "listNumbers", method: .get, path: "/numbers")
}

extension PagedList {
    /// All items.
    func all() async throws(CallError) -> [Item] {
        var items: [Item] = []
        for try await item in self { items.append(item) }
        return items
    }
}

extension CallFixture {
    /// A client of a server that is scripted by its requests.
    static func paged(
        _ script: @escaping @Sendable (RecordingTransport.Sent) -> ScriptedResponse
    ) -> (core: ClientCore, transport: RecordingTransport) {
        let time = ManualTimeSource()
        let transport = RecordingTransport(time: time.source, response: script)
        let core = ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Numbers", policies: []),
            server: "https://numbers.example/v1", credentials: CredentialSet(), transport: transport,
            options: ClientOptions(
                limiter: RateLimiter(time: time.source, random: { 0 }), limits: .unobserved, retry: .never))
        return (core, transport)
    }
}
