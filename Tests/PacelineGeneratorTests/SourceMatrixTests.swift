import Foundation
import PacelineDiagnostics
import PacelineGenerator
import PacelineLowering
import PacelineModel
import PacelinePolicy
import Testing

/// The matrix of the shipped document is the one that the API's reference publishes.
struct SourceMatrixTests {
    /// A group as the reference has it: level and limit stand with each.
    private struct Group: Decodable, Equatable {
        var level, limit: String
        var parent: String?
        var group: String
        var calls: [String]
    }

    private static func published() throws -> [Group] {
        try JSONDecoder().decode([Group].self, from: Data(Repository.text("Tests/Cases/facts/matrix.json").utf8))
    }

    /// The document's matrix in the reference's form.
    private static func groups(of document: String) throws -> [Group] {
        var diagnostics = DiagnosticSink()
        let source = Source(path: "contact-center-ai.yaml", bytes: Array(document.utf8))
        let api = try #require(load(source, diagnostics: &diagnostics), "\(diagnostics.rendered())")
        return LimitReport(api).matrix.rows.flatMap { row in
            row.groups.map { group in
                Group(
                    level: row.limits.map(\.policy.level).joined(separator: " and "),
                    limit: row.limits.map(\.shortText).joined(separator: " and "), parent: group.parent,
                    group: group.title, calls: group.calls.map(\.name))
            }
        }
    }

    private let document: String

    init() throws { document = try Repository.text("Specs/contact-center-ai.yaml") }

    @Test func isThePublishedOne() throws {
        let (groups, published) = (try Self.groups(of: document), try Self.published())
        #expect(published.map(\.calls.count).reduce(0, +) == 78)
        #expect(published.allSatisfy { $0.level == "account" && $0.limit == "60 per minute" })
        #expect(groups.count == published.count)
        for (group, published) in zip(groups, published) { #expect(group == published) }
    }

    /// Without a tag's description, or without a variant, the matrix is another one. The first and the last of each are
    /// tried, since the document is long.
    @Test func tagsAndVariantsMatter() throws {
        let published = try Self.published()
        let lines = document.split(separator: "\n", omittingEmptySubsequences: false)
        let tags = lines.members(of: "tags:", with: "  - name: ")
        let variants = lines.members(of: "      x-variants:", with: "        ")
        #expect(tags.count == 17)
        #expect(variants.count == 18)
        for line in [tags.first, tags.last, variants.first, variants.last].compactMap(\.self) {
            let groups = try Self.groups(of: Self.removing(line, from: lines))
            #expect(groups != published, "\(lines[line])")
            #expect(groups.map(\.calls.count).reduce(0, +) == (variants.contains(line) ? 77 : 78), "\(lines[line])")
        }
    }

    /// The text without the entry that starts with the line.
    private static func removing(_ start: Int, from lines: [Substring]) -> String {
        var lines = lines
        lines.removeSubrange(lines.block(at: start))
        return lines.joined(separator: "\n")
    }
}

extension [Substring] {
    /// The line and those below it that are indented deeper.
    fileprivate func block(at start: Int) -> Range<Int> {
        let end = self[(start + 1)...].firstIndex { !$0.isEmpty && $0.indentation <= self[start].indentation }
        return start..<(end ?? endIndex)
    }

    /// The entries of every block that starts with the line: those of its lines that have just this indentation.
    fileprivate func members(of line: String, with prefix: String) -> [Int] {
        indices.filter { self[$0] == line }.flatMap { block(at: $0) }
            .filter { self[$0].hasPrefix(prefix) && self[$0].dropFirst(prefix.count).first != " " }
    }
}

extension Substring {
    fileprivate var indentation: Int { prefix { $0 == " " }.count }
}
