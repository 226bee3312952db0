internal import PacelineDiagnostics

/// `operationId` must be unique in a document (OpenAPI 3.1, section 4.8.10); methods are named after it.
enum DuplicateOperationID: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        var first: [String: Operation] = [:]
        for operation in document.operations where operation.streamCall != .stream {
            guard let id = operation.operationID else { continue }
            guard let earlier = first[id] else {
                first[id] = operation
                continue
            }
            diagnostics.untidy(
                .duplicateOperationID,
                "`\(id)` is the id of \(earlier.method.uppercased()) \(earlier.path) already; this operation is named by its method and path",
                at: operation.variant == nil ? operation.location(of: "operationId") : operation.location)
        }
    }
}
