import PacelineModel
import PacelineSwiftViews

/// How calls and types are spread over files.
package enum OutputLayout: String, CaseIterable, Sendable {
    /// For people: a file for each group with its calls and the types that only it uses; shared types by themselves.
    /// Very many types of one group, or shared ones, stand in several files of their own.
    case groups
    /// For build plugins, which name their outputs before the generator runs: a fixed number of files. What a file
    /// holds is a stable hash of its name, so that an edit touches its own file only.
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

    func plan(_ api: API, names: APINames, shards: Int, only: GeneratedPart? = nil) -> [PlannedFile] {
        var files =
            switch self {
            case .groups: groupFiles(api, names)
            case .shards: shardFiles(api, max(1, shards))
            }
        guard only == .limits else { return files }
        for place in files.indices { files[place].types = [] }
        return self == .shards ? files : files.filter { !$0.operations.isEmpty }
    }

    private func groupFiles(_ api: API, _ names: APINames) -> [PlannedFile] {
        let users = TypeUsers(api)
        var taken: Set<String> = ["client", "limits"]
        var files: [PlannedFile] = []
        func addFile(_ wanted: String, _ operations: [Operation], _ types: [TypeDeclaration]) {
            guard !operations.isEmpty || !types.isEmpty else { return }
            let stem = Self.bounded(wanted)
            // File systems may not tell upper from lower case.
            var name = stem
            var number = 2
            while !taken.insert(name.lowercased()).inserted {
                name = "\(stem)\(number)"
                number += 1
            }
            files.append(PlannedFile(name: name + ".swift", operations: operations, types: types))
        }
        func add(_ wanted: String, _ operations: [Operation], _ types: [TypeDeclaration]) {
            guard types.count > Self.mostTypes else { return addFile(wanted, operations, types) }
            addFile(wanted, operations, [])
            let stem = wanted.hasSuffix("Types") ? wanted : wanted + "Types"
            for (index, part) in Self.parts(of: types).enumerated() { addFile("\(stem)\(index + 1)", [], part) }
        }
        let operations = Dictionary(grouping: api.operations, by: \.namespace)
        let types = Dictionary(grouping: api.types) { users.onlyUser(of: $0.id) }
        for group in api.namespaces.map(\.name) {
            let type = names.groupType(group).bare
            add(
                type.hasSuffix("API") && type != "API" ? String(type.dropLast(3)) : type,
                operations[group] ?? [], types[.group(group)] ?? [])
        }
        add("Calls", operations[nil] ?? [], types[.group(nil)] ?? [])
        add("SharedTypes", [], types[nil] ?? [])
        return files
    }

    /// The types that a file of ``groups`` may hold. The compiler keeps whole files: one of several hundred types takes
    /// it a gigabyte, and only one core has work.
    private static let mostTypes = 64

    /// A name that file systems take, which allow 255 bytes: a longer one is cut, and a hash of the whole tells it from
    /// others of the same start.
    private static func bounded(_ name: String) -> String {
        guard name.utf8.count > 100 else { return name }
        var start = Substring(name)
        while start.utf8.count > 80 { start = start.prefix(start.count / 2) }
        return "\(start)_\(StableHash.digits(of: Array(name.utf8)))"
    }

    /// Types in a power of two of parts that hold, on average, no more than a file may. A stable hash of its name says
    /// which part a type is in, so that a new one does not move the others.
    private static func parts(of types: [TypeDeclaration]) -> [[TypeDeclaration]] {
        var count = 1
        while count * mostTypes < types.count { count *= 2 }
        var parts = [[TypeDeclaration]](repeating: [], count: count)
        for type in types { parts[StableHash.of(type.id.name) % count].append(type) }
        return parts
    }

    private func shardFiles(_ api: API, _ shards: Int) -> [PlannedFile] {
        var files = (0..<shards).map { PlannedFile(name: "Shard\($0).swift") }
        for operation in api.operations { files[StableHash.of(operation.id) % shards].operations.append(operation) }
        for type in api.types { files[StableHash.of(type.id.name) % shards].types.append(type) }
        return files
    }
}
