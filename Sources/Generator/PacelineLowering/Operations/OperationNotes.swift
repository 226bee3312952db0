import PacelineDocument
import PacelineModel

// What the document says about an operation and a client cannot act on.

extension OperationLowering {
    /// Where its responses lead, each link once.
    func links(of operation: PacelineDocument.Operation) -> [PacelineModel.Link] {
        var links: [PacelineModel.Link] = []
        let responses = operation.responses.compactMap { document.resolve($0.value) }
        for entry in responses.flatMap(\.links) {
            guard let declared = document.resolve(entry.value) else { continue }
            let link = PacelineModel.Link(
                name: entry.name, target: declared.operationID ?? declared.operationReference,
                parameters: declared.parameters.map { .init(name: $0.name, expression: $0.expression) },
                description: declared.description)
            if !links.contains(link) { links.append(link) }
        }
        return links
    }

    /// What the server sends in return.
    func callbacks(of operation: PacelineDocument.Operation) -> [PacelineModel.Callback] {
        operation.callbacks.flatMap { entry in
            (document.resolve(entry.value)?.operations ?? []).map { expression, request in
                PacelineModel.Callback(
                    name: entry.name, method: request.method, expression: expression,
                    description: request.summary ?? request.description)
            }
        }
    }
}
