import PacelineDocument
import PacelineModel

/// What the document says of the messages of each operation: the schemas by which requests are judged and answers made.
///
/// The Model has decided types that a client needs; what else a schema asks of a value stands in the document alone.
struct Contracts: Sendable {
    let document: Document
    /// The document's operations, at the places of the Model's; nil for one that the document does not have.
    private let operations: [PacelineDocument.Operation?]

    init(_ document: Document, of api: API) {
        self.document = document
        let calls = Dictionary(grouping: document.operations) { "\($0.method) \($0.path)" }
        operations = api.operations.map { operation in
            let candidates = calls["\(operation.method.rawValue) \(operation.path.text)", default: []]
            // The variants of an operation share method and path, and so do its calls for a value and for a stream.
            return candidates.first { $0.operationID == operation.id }
                ?? candidates.first { ($0.streamCall == .stream) == (operation.sharedID != nil) } ?? candidates.first
        }
    }

    /// The media types in which the operation at the place is answered: those of its call, where it has one for a value
    /// and one for a stream.
    func content(of index: Int, _ response: PacelineDocument.Response) -> [Named<MediaType>] {
        guard let call = operations[index]?.streamCall else { return response.content }
        let content = response.content.filter { ($0.kind == .events) == (call == .stream) }
        return content.isEmpty ? response.content : content
    }

    /// The data that ends the streams of the operation at the place; nil where only their end does.
    func endOfStream(of index: Int) -> String? { operations[index].flatMap { document.stream(of: $0)?.end } }

    /// The parameters of the operation at the place.
    func parameters(of index: Int) -> [PacelineDocument.Parameter] {
        operations[index].map { document.parameters(of: $0) } ?? []
    }

    /// The request body of the operation at the place; nil when it takes none.
    func requestBody(of index: Int) -> RequestBody? {
        operations[index]?.requestBody.flatMap { document.resolve($0) }
    }

    /// The declared response of the operation at the place under the key (`200`, `4XX`, `default`).
    func response(of index: Int, under pattern: StatusPattern) -> PacelineDocument.Response? {
        let entry = operations[index]?.responses.first { $0.name.uppercased() == pattern.key.uppercased() }
        return entry.flatMap { document.resolve($0.value) }
    }

    /// The key under which the operation at the place declares the status: the code's own, its class's, or `default`.
    func pattern(of index: Int, for code: Int) -> StatusPattern? {
        let patterns: [StatusPattern] = [.code(code), .range(code / 100), .any]
        return patterns.first { response(of: index, under: $0) != nil }
    }
}

extension StatusPattern {
    /// The key of `responses` that is written so.
    var key: String {
        switch self {
        case .code(let code): String(code)
        case .range(let hundreds): "\(hundreds)XX"
        case .any: "default"
        }
    }

    /// A code that the pattern stands for.
    var exampleCode: Int {
        switch self {
        case .code(let code): code
        case .range(let hundreds): hundreds * 100
        case .any: 200
        }
    }
}
