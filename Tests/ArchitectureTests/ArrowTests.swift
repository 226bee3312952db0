import Foundation
import Testing

/// The arrows between modules: what the sources import, what the manifest declares, and the table, held against each
/// other.
struct ArrowTests {
    @Test(arguments: Arrow.all)
    func importsOnlyWhatTheTableAllows(_ arrow: Arrow) throws {
        let files = try Repository.files(under: arrow.folder)
        #expect(!files.isEmpty)
        for file in files {
            let foreign = Set(file.imports).subtracting(arrow.imports).subtracting(Arrow.free)
            #expect(foreign.isEmpty, "\(file) imports what \(arrow) must not")
        }
    }

    @Test func importsAreFoundInEverySpelling() {
        let text = """
            package import A
            @preconcurrency public import B
            @_spi(Generated) public import I
              import struct C.D
            @testable import E // comment
            import F
            // import G
            /// import H
            let important = 1
            """
        #expect(Repository.File(path: "", text: text).imports == ["A", "B", "I", "C", "E", "F"])
    }

    @Test func declaresWhatItImports() async throws {
        let manifest = try await Manifest.dump()
        for arrow in Arrow.all where !arrow.module.hasSuffix("Plugin") {
            let target = try #require(manifest.targets.first { $0.name == arrow.module }, "no target \(arrow)")
            #expect(target.folder == arrow.folder)
            let declared = Set(target.dependencies.keys)
            let imported = Set(try Repository.files(under: arrow.folder).flatMap(\.imports))
                .subtracting(Arrow.free).subtracting(Arrow.foundation).subtracting(Arrow.systemLibrary)
                .subtracting(["Dispatch"])
            #expect(
                imported.subtracting(declared).isEmpty, "\(arrow) imports what the manifest does not declare for it")
            #expect(
                declared.subtracting(imported).isEmpty, "the manifest declares for \(arrow) what it does not import")
        }
    }

    @Test func theTableHasEveryTarget() async throws {
        let manifest = try await Manifest.dump()
        let targets = manifest.targets.filter {
            $0.kind != "test" && $0.kind != "system" && !$0.folder.hasPrefix("Tests/")
        }
        #expect(targets.count >= 20 && Arrow.all.count == targets.count)
        #expect(Set(targets.map(\.name)).subtracting(Arrow.all.map(\.module)).isEmpty)
    }

    /// The fuzzers' package has the generator's sources once more.
    @Test func theFuzzersKnowEveryModuleOfTheGenerator() throws {
        let arrows = Dictionary(uniqueKeysWithValues: Arrow.all.map { ($0.module, $0) })
        var modules: Set<String> = []
        var pending: Set = ["PacelineGenerator"]
        while let arrow = pending.popFirst().flatMap({ arrows[$0] }) {
            modules.insert(arrow.module)
            pending.formUnion(arrow.imports.intersection(arrows.keys).subtracting(modules))
        }
        let manifest = try String(
            contentsOf: Repository.root.appending(path: "Tests/Fuzz/Package.swift"), encoding: .utf8)
        for arrow in modules.compactMap({ arrows[$0] }) {
            #expect(manifest.contains("name: \"\(arrow.module)\""), "\(arrow)")
            // The templates have a folder of their own.
            let folder = "Tests/Fuzz/" + (arrow.folder == "Templates" ? "Templates" : "Sources/\(arrow.module)")
            #expect(try !Repository.files(under: folder).isEmpty, "\(folder)")
        }
        #expect(modules.count >= 10)
    }

    @Test func heavyDependenciesStandBehindTraits() async throws {
        let manifest = try await Manifest.dump()
        var conditional: [String: [String]] = [:]
        for target in manifest.targets where target.kind != "test" {
            for (name, traits) in target.dependencies where !traits.isEmpty {
                conditional["\(target.name) → \(name)"] = traits
            }
        }
        #expect(conditional == Arrow.heavy)
        for target in manifest.targets where target.kind != "test" {
            #expect(target.dependencies["Hummingbird"] != [], "\(target.name) pulls in the server without the trait")
        }
    }
}

extension Repository.File {
    /// The modules that the file imports.
    var imports: [String] {
        lines.compactMap { line in
            var words = line.split { $0 == " " || $0 == "\t" }
            while let first = words.first, Self.modifiers.contains(String(first)) { words.removeFirst() }
            guard words.first == "import", words.count >= 2 else { return nil }
            words.removeFirst()
            if let kind = words.first, Self.kinds.contains(String(kind)), words.count >= 2 { words.removeFirst() }
            return words.first.map { String($0.prefix { $0 != "." }) }
        }
    }

    private static let modifiers: Set<String> = [
        "public", "package", "internal", "fileprivate", "private", "@testable", "@preconcurrency", "@_exported",
        "@_spi(Generated)",
    ]

    private static let kinds: Set<String> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
}
