/// The paths of a document that a sentence names, and the methods: a limit that names them is for them alone.
package struct NamedPaths: Hashable, Sendable {
    /// The templates, in the order in which they are named.
    package var templates: [String] = []
    /// In upper case; none where the sentence names none.
    package var methods: [String] = []

    /// The paths of a document, by their segments without the names of parameters.
    struct Index {
        private var templates: [[String]: String] = [:]

        init(_ operations: [Operation]) {
            for operation in operations {
                let key = NamedPaths.segments(of: operation.path)
                templates[key] = templates[key] ?? operation.path
            }
        }

        /// The template of a path as people write it, perhaps below that of a server.
        fileprivate func template(of path: Substring) -> String? {
            let segments = NamedPaths.segments(of: path)
            guard !segments.isEmpty else { return nil }
            let isWithinServer = segments.count > 2
            return templates[segments] ?? (isWithinServer ? templates[Array(segments.dropFirst())] : nil)
        }
    }

    init() {}

    init(in sentence: String, _ index: Index) {
        let marks = "`'\"(),*<>"
        for piece in sentence.split(whereSeparator: { $0.isWhitespace || marks.contains($0) }) {
            if piece.contains("/") {
                let path = piece.last.map { ".:;".contains($0) } ?? false ? piece.dropLast() : piece
                guard let template = index.template(of: path), !templates.contains(template) else { continue }
                templates.append(template)
            } else if PathItem.methods.contains(piece.lowercased()), piece == piece.uppercased(),
                !methods.contains(String(piece))
            {
                methods.append(String(piece))
            }
        }
        if templates.isEmpty { methods = [] }
    }

    private static func segments(of path: some StringProtocol) -> [String] {
        path.split(separator: "/").map { segment in
            segment.first.map { "{:$<".contains($0) } ?? false ? "{}" : segment.lowercased()
        }
    }
}
