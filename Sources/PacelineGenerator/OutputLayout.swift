import PacelineModel
import PacelineSwiftViews

/// How calls and types are spread over files.
package enum OutputLayout: String, CaseIterable, Sendable {
    /// For people: a file for each group with its calls and the types that only it uses; shared types by themselves.
    case groups
    /// For build plugins, which name their outputs before the generator runs: a fixed number of files. What a file holds
    /// is a stable hash of its name, so that an edit touches its own file only.
    case shards

    /// A file to be rendered.
    struct PlannedFile {
        var name: String
        var operations: [Operation] = []
        var types: [TypeDeclaration] = []
    }

    /// A power of two that puts some 20 to 50 types into each file: documents have about one type in 3 KB.
    package static func shards(forBytes bytes: Int) -> Int {
        var shards = 1
        while shards * 98_304 < bytes { shards *= 2 }
        return shards
    }

    func plan(_ api: API, names: APINames, shards: Int) -> [PlannedFile] {
        switch self {
        case .groups: groupFiles(api, names)
        case .shards: shardFiles(api, max(1, shards))
        }
    }

    private func groupFiles(_ api: API, _ names: APINames) -> [PlannedFile] {
        let users = TypeUsers(api)
        var taken: Set<String> = ["client", "limits"]
        var files: [PlannedFile] = []
        func add(_ wanted: String, _ operations: [Operation], _ types: [TypeDeclaration]) {
            guard !operations.isEmpty || !types.isEmpty else { return }
            // File systems may not tell upper from lower case.
            var name = wanted
            var number = 2
            while !taken.insert(name.lowercased()).inserted {
                name = "\(wanted)\(number)"
                number += 1
            }
            files.append(PlannedFile(name: name + ".swift", operations: operations, types: types))
        }
        for group in api.groups.map(\.name) {
            let type = names.groupType(group).bare
            add(
                type.hasSuffix("API") && type != "API" ? String(type.dropLast(3)) : type,
                api.operations.filter { $0.group == group },
                api.types.filter { users.onlyUser(of: $0.id) == .group(group) })
        }
        add(
            "Calls", api.operations.filter { $0.group == nil },
            api.types.filter { users.onlyUser(of: $0.id) == .group(nil) })
        add("SharedTypes", [], api.types.filter { users.onlyUser(of: $0.id) == nil })
        return files
    }

    private func shardFiles(_ api: API, _ shards: Int) -> [PlannedFile] {
        var files = (0..<shards).map { PlannedFile(name: "Shard\($0).swift") }
        for operation in api.operations { files[StableHash.of(operation.id) % shards].operations.append(operation) }
        for type in api.types { files[StableHash.of(type.id.name) % shards].types.append(type) }
        return files
    }
}
