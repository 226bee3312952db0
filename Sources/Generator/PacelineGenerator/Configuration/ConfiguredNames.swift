import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import PacelineSwiftViews
import PacelineYAML

/// What a configuration says about names, with the places where it does.
struct ConfiguredNames {
    /// A name of the document and the one that is to stand for it.
    struct Choice {
        /// The type or the operation that has it; nil for types and operations themselves.
        var owner: String?
        var key: String
        var name: String
        var location: SourceLocation
        var keyLocation: SourceLocation
    }

    private(set) var acronyms: Set<String> = []
    private(set) var keepsGroupWords = false
    private(set) var groupsByPath = true
    private(set) var operations: [Choice] = []
    private(set) var types: [Choice] = []
    private(set) var members: [Choice] = []

    init() {}

    /// What a node says that is of the configuration's shape.
    init(_ node: Node) {
        acronyms = Set(node["acronyms"]?.elements.compactMap { $0.string?.lowercased() } ?? [])
        keepsGroupWords = node["groupWords"]?.string == "keep"
        groupsByPath = node["untagged"]?.string != "client"
        operations = Self.choices(node["operations"])
        types = Self.choices(node["types"])
        members = node["members"]?.entries.flatMap { Self.choices($0.value, owner: $0.key) } ?? []
    }

    private static func choices(_ node: Node?, owner: String? = nil) -> [Choice] {
        node?.entries.compactMap { entry in
            entry.value.string.map { name in
                Choice(
                    owner: owner, key: entry.key, name: name, location: entry.value.location,
                    keyLocation: entry.keyNode.location)
            }
        } ?? []
    }

    /// The choices without their places.
    var overrides: NameOverrides {
        var overrides = NameOverrides()
        overrides.acronyms = acronyms
        overrides.keepsGroupWords = keepsGroupWords
        for choice in operations { overrides.operations[choice.key] = choice.name }
        for choice in types { overrides.types[choice.key] = choice.name }
        for choice in members { overrides.members[choice.owner ?? "", default: [:]][choice.key] = choice.name }
        return overrides
    }
}

// MARK: - Held against the API

extension ConfiguredNames {
    /// Reports the choices that mean nothing in the API, and those that could not be kept because the name was taken.
    func check(_ api: API, _ names: APINames, _ diagnostics: inout DiagnosticSink) {
        let ids = api.operations.map(\.id)
        for choice in operations {
            if !ids.contains(choice.key) {
                unknown("operation", choice, ids, &diagnostics)
            } else if names.method(choice.key).bare != choice.name {
                taken(choice, &diagnostics)
            }
        }
        for choice in types {
            guard let type = api.types.first(where: { $0.id.isCalled(choice.key) }) else {
                unknown("type", choice, api.types.map(\.id.word), &diagnostics)
                continue
            }
            if names.type(type.id).bare != choice.name { taken(choice, &diagnostics) }
        }
        for choice in members { check(choice, api, names, &diagnostics) }
    }

    private func check(_ choice: Choice, _ api: API, _ names: APINames, _ diagnostics: inout DiagnosticSink) {
        let type = api.types.first { $0.id.isCalled(choice.owner ?? "") }
        let operation = api.operations.first { $0.id == choice.owner }
        let owners = [type.map { ($0.id.name, $0.memberKeys) }, operation.map { ($0.id, $0.memberKeys) }]
            .compactMap { $0 }
        guard !owners.isEmpty else {
            let known = api.types.map(\.id.word) + api.operations.map(\.id)
            diagnostics.error(
                .unknownName, "there is no type and no operation `\(choice.owner ?? "")`", at: choice.keyLocation,
                hint: Suggestion.hint(for: choice.owner ?? "", among: known))
            return
        }
        let having = owners.filter { $0.1.contains(choice.key) }
        if having.isEmpty {
            diagnostics.error(
                .unknownName, "`\(choice.owner ?? "")` has no `\(choice.key)`", at: choice.keyLocation,
                hint: Suggestion.hint(for: choice.key, among: owners.flatMap(\.1)))
        }
        for (owner, keys) in having {
            let others = keys.filter { $0 != choice.key }.map { names.member($0, of: owner).bare }
            if others.contains(choice.name) { taken(choice, &diagnostics) }
        }
    }

    private func unknown(
        _ kind: String, _ choice: Choice, _ known: [String], _ diagnostics: inout DiagnosticSink
    ) {
        diagnostics.error(
            .unknownName, "there is no \(kind) `\(choice.key)`", at: choice.keyLocation,
            hint: Suggestion.hint(for: choice.key, among: known))
    }

    private func taken(_ choice: Choice, _ diagnostics: inout DiagnosticSink) {
        diagnostics.error(
            .nameTaken, "`\(choice.name)` is the name of something else there", at: choice.location)
    }
}

extension TypeDeclaration {
    /// The document's words for what the type has: properties, values, alternatives.
    fileprivate var memberKeys: [String] {
        switch self {
        case .record(let record): record.properties.map(\.name)
        case .enumeration(let enumeration): enumeration.values
        case .union(let union): union.alternatives.map(\.name)
        }
    }
}

extension PacelineModel.Operation {
    /// The document's words for what the operation's methods ask for: parameters and the parts of forms.
    fileprivate var memberKeys: [String] {
        let parts = bodies.flatMap { body in
            if case .multipart(let parts, _) = body.content { parts.map(\.name) } else { [] as [String] }
        }
        return parameters.filter { $0.source == .caller }.map(\.name) + parts
    }
}
