import PacelineDocument
import PacelineModel

extension Lowering {
    /// What the document says about an operation and a client cannot act on, one sentence each: where its answers lead,
    /// and what the server sends in return.
    func remarks(on operation: PacelineDocument.Operation) -> [String] {
        links(of: operation) + callbacks(of: operation)
    }

    private func links(of operation: PacelineDocument.Operation) -> [String] {
        var remarks: [String] = []
        let responses = operation.responses.compactMap { document.resolve($0.value) }
        for entry in responses.flatMap(\.links) {
            guard let link = document.resolve(entry.value) else { continue }
            let target = (link.operationID ?? link.operationReference).map { " leads to `\($0)`" } ?? ""
            let values = link.parameters.map { "`\($0.name)` from `\($0.expression)`" }.joined(separator: ", ")
            let sentence = "Link `\(entry.name)`\(target)\(values.isEmpty ? "" : " with \(values)")."
            let remark = [sentence, link.description].compactMap { $0 }.joined(separator: " ")
            if !remarks.contains(remark) { remarks.append(remark) }
        }
        return remarks
    }

    private func callbacks(of operation: PacelineDocument.Operation) -> [String] {
        operation.callbacks.flatMap { entry in
            (document.resolve(entry.value)?.operations ?? []).map { expression, request in
                let sentence =
                    "Callback `\(entry.name)`: the server sends `\(request.method.uppercased()) \(expression)`."
                return [sentence, request.summary ?? request.description].compactMap { $0 }.joined(separator: " ")
            }
        }
    }
}
