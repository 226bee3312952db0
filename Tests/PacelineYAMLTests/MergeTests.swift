import PacelineDiagnostics
import PacelineYAML
import Testing

/// Merge keys (`<<`): whose member counts, and what is no merge.
struct MergeTests {
    /// The members of `x` with their values, as `key=value`.
    private func members(_ text: String) throws -> [String] {
        let node = try #require(Reading(text).tree?.root["x"])
        #expect(node.count == Array(node.entries).count)
        for entry in node.entries { #expect(node[entry.key] == entry.value) }
        return node.entries.map { "\($0.key)=\($0.value.text ?? "\($0.value.kind)")" }
    }

    @Test(arguments: [
        ("a: &a {p: 1, q: 2}\nx: {<<: *a, r: 3}\n", ["r=3", "p=1", "q=2"]),
        // One's own count, wherever they stand.
        ("a: &a {p: 1, q: 2}\nx: {p: 9, <<: *a}\n", ["p=9", "q=2"]),
        ("a: &a {p: 1, q: 2}\nx: {<<: *a, p: 9}\n", ["p=9", "q=2"]),
        // Of several the earlier ones count.
        ("a: &a {p: 1, q: 2}\nb: &b {q: 8, r: 9}\nx: {<<: [*a, *b]}\n", ["p=1", "q=2", "r=9"]),
        ("a: &a {p: 1, q: 2}\nb: &b {q: 8, r: 9}\nx: {<<: [*b, *a]}\n", ["q=8", "r=9", "p=1"]),
        ("l: &l [{p: 1}, {p: 2, q: 3}]\nx: {<<: *l}\n", ["p=1", "q=3"]),
        ("x: {<<: {p: 1, q: [2]}, r: 3}\n", ["r=3", "p=1", "q=sequence"]),
        ("a: &a {p: 1}\nb: &b {q: 2}\nx: {<<: *a, <<: *b}\n", ["p=1", "q=2"]),
        // What is merged may have been merged itself.
        ("a: &a {p: 1}\nb: &b {<<: *a, q: 2}\nx: {<<: *b, p: 7}\n", ["p=7", "q=2"]),
        // An alias as a value, and one as a key.
        ("v: &v {z: 1}\nk: &k name\na: &a {p: *v, *k : 2}\nx: {<<: *a}\n", ["p=mapping", "name=2"]),
        ("x: {<<: {}, p: 1}\n", ["p=1"]), ("x: {'<<': {p: 1}, r: 3}\n", ["<<=mapping", "r=3"]),
    ])
    func merges(_ text: String, _ expected: [String]) throws { #expect(try members(text) == expected) }

    @Test func theNoteStandsAtTheKeyAndTheMembersAtTheirOwnPlaces() throws {
        let reading = Reading("a: &a {p: 1}\nx:\n  <<: *a\n")
        #expect(reading.said == ["3:3 note merge-key"])
        let x = try #require(reading.tree?.root["x"])
        #expect(x["p"]?.location.line == 1 && x["p"] == reading.tree?.root["a"]?["p"])
        #expect(Array(x.entries).first?.keyNode.location.column == 8)
    }

    @Test(arguments: ["x: {<<: 1, p: 2}", "x: {<<: [1], p: 2}", "x: {<<: [{q: 1}, [2]], p: 2}", "x: {<<: ~, p: 2}"])
    func whatIsNoMappingIsLostWithAWord(_ text: String) throws {
        let reading = Reading(text)
        #expect(reading.said.contains { $0.hasSuffix("lost merge-key") })
        #expect(reading.tree?.root["x"]?["p"]?.integer == 2)
    }

    @Test(arguments: [1, 15, 16, 17, 200])
    func longMappingsFindWhatIsMerged(_ count: Int) throws {
        let own = (0..<count).map { "  own\($0): \($0)\n" }.joined()
        let base = (0..<count).map { "  base\($0): \($0)\n" }.joined()
        let root = try #require(Reading("a: &a\n\(base)x:\n  <<: *a\n\(own)").tree?.root)
        for index in 0..<count {
            #expect(root["x"]?["own\(index)"]?.integer == Int64(index))
            #expect(root["x"]?["base\(index)"]?.integer == Int64(index))
        }
        #expect(root["x"]?["other"] == nil && root["x"]?.count == 2 * count)
    }

    /// Each mapping merges the one before: their members would be a square of the lines.
    @Test func hostileMergesEnd() {
        var text = "a0: &a0 {k0: 1}\n"
        for index in 1...3000 { text += "a\(index): &a\(index) {<<: *a\(index - 1), k\(index): 1}\n" }
        let reading = Reading(text)
        #expect(reading.tree == nil && reading.said.contains { $0.hasSuffix("error alias-expansion") })
    }
}
