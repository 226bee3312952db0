import PacelineYAML
import Testing

/// Looking into the tree without taking keys and pointers apart: the same responses as the long way gives.
struct LookUpTests {
    private func root(_ text: String) throws -> Node {
        try #require(Reading(text).tree).root
    }

    @Test(arguments: ["#/a", "#/a/b", "#/a/b/c", "#/l", "#/shared/c", "#/", "#/a/"])
    func aPlainFragmentLeadsWhereItsPointerLeads(_ fragment: String) throws {
        let root = try root("a: { b: &b { c: 1 }, '': 2 }\n'': 3\nl: [1]\nshared: *b\n")
        let pointer = try #require(JSONPointer(fragment: fragment))
        #expect(root.resolve(plainFragment: fragment) == root.resolve(pointer))
        #expect(root.resolve(pointer) != nil)
    }

    /// The caller takes these apart.
    @Test(arguments: ["#/a~1b", "#/a%20b", "#/l/0", "#/none", "#name", "", "#"])
    func otherFragmentsAreLeftToThePointer(_ fragment: String) throws {
        #expect(try root("a/b: 1\na b: 2\nl: [1]\n").resolve(plainFragment: fragment) == nil)
    }

    @Test func aMappingIsAskedForSeveralKeysAtOnce() throws {
        let root = try root("type: string\nformat: date\n? [a]\n: 1\n")
        #expect(root.hasKey(in: KeySet(["enum", "format"])))
        #expect(!root.hasKey(in: KeySet(["enum", "forms", "string", "1"])))
        #expect(!root.hasKey(in: KeySet([])))
        #expect(try #require(root["type"]).hasKey(in: KeySet(["type"])) == false)
    }

    @Test func aKeyIsFoundBesideAliasesAndRepeats() throws {
        let root = try root("x: &k name\n*k : 1\nb: 2\nb: 3\n")
        #expect(root["name"]?.integer == 1)
        #expect(root["b"]?.integer == 3)
        #expect(root.hasKey(in: KeySet(["name"])))
    }
}
