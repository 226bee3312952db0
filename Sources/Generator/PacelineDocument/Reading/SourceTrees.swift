internal import PacelineDiagnostics
internal import PacelineYAML

/// The trees that a document consists of: its own, and those of the files to which it refers, each read once.
struct SourceTrees: Sendable {
    /// The document's own.
    let own: YAMLTree
    private let loader: SourceLoader
    /// By path; nil for what cannot be read.
    private var trees: [String: YAMLTree?] = [:]
    /// Why files are not read, by path. What is no YAML has been reported at its own place.
    private var problems: [String: SourceProblem] = [:]
    /// The schemas with a base URI of their own (`$id`), by that.
    private var identified: [String: Node] = [:]
    /// The schemas with a name (`$anchor`), by path and name.
    private var anchored: [String: [String: Node]] = [:]

    init(_ tree: YAMLTree, loader: SourceLoader) {
        own = tree
        self.loader = loader
        add(tree)
    }

    /// The tree of a file that has been read.
    func tree(at path: String) -> YAMLTree? { trees[path] ?? nil }

    /// Why a file has no tree.
    func problem(with path: String) -> SourceProblem { problems[path] ?? .unreadable }

    /// Reads a file; false when it has been tried before.
    mutating func load(_ path: String, diagnostics: inout DiagnosticSink) -> Bool {
        guard trees[path] == nil else { return false }
        trees.updateValue(nil, forKey: path)
        let source: Source
        do { source = try loader.source(at: path) } catch {
            problems[path] = error
            return true
        }
        diagnostics.register(source)
        var found = DiagnosticSink()
        let tree = YAMLTree.read(source, diagnostics: &found)
        for var diagnostic in found.diagnostics {
            // The file is lost, not the document.
            if diagnostic.severity == .error { diagnostic.severity = .lost }
            diagnostics.add(diagnostic)
        }
        if let tree { add(tree) }
        return true
    }

    /// The schema of the given `$anchor` in the source of a node.
    func node(named anchor: String, besides node: Node) -> Node? { anchored[node.path]?[anchor] }

    /// The schema whose `$id` a text is, by itself or told from the base URI of the schema around a node.
    func node(identifiedBy text: String, from node: Node) -> Node? {
        guard !identified.isEmpty else { return nil }
        return identified[text]
            ?? resource(around: node).flatMap { resource in
                identified[SourcePath.folder(of: resource["$id"]?.string ?? "") + text]
            }
    }

    /// The innermost schema with a base URI of its own around a node; nil when there is none.
    func resource(around node: Node) -> Node? {
        identified.values.filter { $0.contains(node) }.max { $1.contains($0) ? false : $0.contains($1) }
    }

    private mutating func add(_ tree: YAMLTree) {
        // As a reference from elsewhere would be resolved.
        trees[SourcePath.resolve(tree.path, from: "")] = tree
        for key in ["$anchor", "$dynamicAnchor"] {
            for schema in tree.mappings(withKey: key) {
                if let name = schema[key]?.string { anchored[tree.path, default: [:]][name] = schema }
            }
        }
        for schema in tree.mappings(withKey: "$id") {
            guard let text = schema["$id"]?.string else { continue }
            identified[text.hasSuffix("#") ? String(text.dropLast()) : text] = schema
        }
    }
}
