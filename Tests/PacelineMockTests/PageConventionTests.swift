import Foundation
import PacelineMock
import Testing

/// Pages that the configuration declares, not the document.
struct PageConventionTests {
    private static let document = """
        openapi: 3.1.0
        info: { title: Halls, version: '1' }
        servers: [{ url: 'https://a.example' }]
        paths:
          /halls:
            get:
              operationId: listHalls
              parameters: [{ name: page, in: query, schema: { type: integer } }]
              responses:
                '200':
                  description: One page.
                  content: { application/json: { schema: { type: array, items: { type: string, example: a } } } }
        """

    /// The mock of the document with a configuration, both in files.
    private func mock(_ configuration: String) throws -> Mock {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (document, file) = (folder.appending(path: "openapi.yaml"), folder.appending(path: "paceline.yaml"))
        try Data(Self.document.utf8).write(to: document)
        try Data(configuration.utf8).write(to: file)
        var options = Mock.Options()
        options.configurationPath = file.path
        return try Mock(contentsOf: document.path, options: options)
    }

    @Test func theConventionHolds() async throws {
        let mock = try mock("module: Halls\npagination: { style: page, parameter: page, items: '', first: 0 }")
        var counts: [Int] = []
        for page in 0...3 {
            let text = await mock.response("GET", "/halls?page=\(page)").text
            counts.append(text.count { $0 == "a" })
        }
        #expect(counts == [10, 10, 5, 0])
        let without = try self.mock("module: Halls")
        #expect(await without.response("GET", "/halls?page=7").text == #"["a"]"#)
    }

    /// Some servers count items from 1.
    @Test(arguments: [0, 1])
    func offsets(first: Int) async throws {
        let mock = try mock("pagination: { style: offset, parameter: page, items: '', first: \(first) }")
        var counts: [Int] = []
        for offset in ["\(first)", "\(first + 10)", "\(first + 20)", "\(first + 25)", "\(Int.max)", "\(Int.min)"] {
            counts.append(await mock.response("GET", "/halls?page=\(offset)").text.count { $0 == "a" })
        }
        #expect(counts == [10, 10, 5, 0, 0, 10])
    }

    @Test(arguments: [
        ("pagination: { style: page, parameter: pages, items: '' }", "pagination` holds of no operation"),
        ("pagination: { style: pag, parameter: page, items: '' }", "did you mean `page`?"), ("pagination: [", "error:"),
    ])
    func mistakes(configuration: String, message: String) throws {
        let failure = #expect(throws: Mock.Failure.self) { try mock(configuration) }
        #expect(failure?.description.contains(message) == true)
        #expect(failure?.description.contains("paceline.yaml:1:") == true)
    }
}
