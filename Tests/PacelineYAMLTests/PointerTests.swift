import PacelineDiagnostics
import PacelineYAML
import Testing

/// The way back: from a node to the pointer that leads to it.
struct PointerTests {
    @Test(arguments: ["", "/a", "/a/1", "/a/1/x~1y", "/b~0c/d", "/shared/e"])
    func leadsBack(_ text: String) throws {
        let root = try root("a: [1, { x/y: 2 }]\nb~c: { d: 3 }\nshared: &s { e: 4 }\nalias: *s\n")
        let pointer = try #require(JSONPointer(text))
        let node = try #require(root.resolve(pointer))
        #expect(root.pointer(to: node)?.text == text)
    }

    /// What an alias stands for is where it is written; what stands elsewhere has no pointer.
    @Test func aliasesAndStrangers() throws {
        let root = try root("shared: &s { e: 4 }\nalias: *s\n")
        let aliased = try #require(root["alias"]?["e"])
        #expect(root.pointer(to: aliased)?.text == "/shared/e")
        #expect(root.pointer(to: try self.root("a: 1")) == nil)
        #expect(try #require(root["shared"]).pointer(to: root) == nil)
    }

    private func root(_ text: String) throws -> Node {
        var diagnostics = DiagnosticSink()
        let source = Source(path: "a.yaml", bytes: Array(text.utf8))
        return try #require(YAMLTree.read(source, diagnostics: &diagnostics)).root
    }
}
