internal import PacelineDiagnostics
internal import PacelineYAML

// How the pages of lists follow one another.

extension Document {
    /// What the limits file, the operation itself or an extension of others declares of the operation's pages; nil
    /// where nothing does, or what does is wrong, which has been reported.
    package func pagination(of operation: Operation) -> PaginationObject? {
        // Rules report what is wrong.
        var unheard = DiagnosticSink()
        return pagination(of: operation, &unheard)
    }

    func pagination(of operation: Operation, _ diagnostics: inout DiagnosticSink) -> PaginationObject? {
        // Of an operation's two calls, the one for the value has the pages.
        guard operation.streamCall != .stream else { return nil }
        if let node = inLimitsFile("x-pagination", of: operation) ?? operation.member("x-pagination") {
            return PaginationObject.read(node, PaginationShapes.operation, "`x-pagination`", &diagnostics)
        }
        // What one of them cannot say in our words, another may.
        var losses = DiagnosticSink()
        for alias in PaginationAlias.allCases {
            guard let node = operation.member(alias.rawValue) else { continue }
            if let read = alias.read(node, root: root, &losses) { return read }
        }
        for loss in losses.diagnostics { diagnostics.add(loss) }
        return nil
    }
}

extension Operation {
    /// A member of the variant, else of the operation.
    fileprivate func member(_ name: String) -> Node? { variant?.value.node[name] ?? node[name] }
}

/// How pages are declared must have its form.
enum PaginationForms: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for operation in document.operations { _ = document.pagination(of: operation, &diagnostics) }
    }
}
