import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import Testing

/// Generator, runtime and mock know of no API but what a document tells them, and of no machine.
struct NeutralityTests {
    /// The names by which the first API would show: its title, hosts, operations and groups.
    private static func names() throws -> [String] {
        var diagnostics = DiagnosticSink()
        let file = try #require(
            try Repository.files(under: "Specs", endings: ["yaml"]).first {
                $0.path.hasSuffix("/contact-center-ai.yaml")
            })
        let source = Source(path: file.path, bytes: Array(file.text.utf8))
        let api = try #require(load(source, diagnostics: &diagnostics))
        let hosts = api.servers.flatMap { server in
            server.variables.compactMap(\.defaultValue) + [String(server.url.drop { $0 != "/" }.drop { $0 == "/" })]
        }
        let names =
            [api.title, api.title.filter { $0 != " " }] + hosts.filter { !$0.contains("{") && $0.contains(".") }
        return names + api.operations.map(\.id) + api.groups.map(\.name) + api.groups.map(\.title)
    }

    @Test func nothingNamesTheFirstAPI() throws {
        let names = try Self.names()
        #expect(names.count >= 25)
        let files =
            try Repository.files(under: "Sources")
            + Repository.files(under: "Templates", endings: ["swift", "mustache"])
        #expect(files.count >= 100)
        for file in files {
            for name in names { #expect(!file.text.hasIdentifier(name), "\(file) names \(name)") }
        }
    }

    @Test func nothingNamesAPlaceOfAMachine() throws {
        let places = ["/" + "work/", "/" + "home/", "/" + "Users/", "/" + "root/", "C:" + "\\"]
        let files =
            try Repository.files(under: "Sources")
            + Repository.files(under: "Templates", endings: ["swift", "mustache"])
            + Repository.files(under: "Generated") + Repository.files(under: "Specs", endings: ["yaml"])
        for file in files {
            for place in places { #expect(!file.text.contains(place), "\(file) names \(place)") }
        }
    }

    @Test func identifiersAreFoundWhole() {
        #expect("a.listSkills()".hasIdentifier("listSkills"))
        #expect(!"listSkillsOf".hasIdentifier("listSkills"))
        #expect(!"my_listSkills".hasIdentifier("listSkills"))
        #expect("xlistSkills listSkills".hasIdentifier("listSkills"))
    }
}

extension String {
    /// Whether the word occurs with no letter, digit or underscore at either side.
    fileprivate func hasIdentifier(_ word: String) -> Bool {
        func isPart(_ character: Character?) -> Bool {
            character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
        }
        return ranges(of: word).contains { range in
            let before = range.lowerBound > startIndex ? self[index(before: range.lowerBound)] : nil
            let after = range.upperBound < endIndex ? self[range.upperBound] : nil
            return !isPart(before) && !isPart(after)
        }
    }
}
