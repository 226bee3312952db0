import Foundation
import PacelineDiagnostics
import PacelineGenerator
import PacelineSwiftViews
import Testing

/// `--only limits`, and `only: limits` of the configuration: policies and operations, and no client.
struct OnlyLimitsTests {
    private static let document = """
        openapi: 3.1.0
        info: { title: Museum, version: 1.0.0 }
        servers: [{ url: 'https://museum.example' }]
        x-rate-limits: { policies: { calls: { quota: 5, window: 1s, per: account } } }
        paths:
          /tickets/{id}:
            parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
            get:
              operationId: getTicket
              tags: [Tickets]
              responses:
                '200': { description: A ticket, content: { application/json: { schema: { $ref: '#/components/schemas/Ticket' } } } }
        components: { schemas: { Ticket: { type: object, properties: { price: { type: number } } } } }
        """

    private func files(_ layout: OutputLayout, configuration: String? = nil, _ only: GeneratedPart?) -> [String: String]
    {
        Generation(
            Self.document, configuration: configuration,
            options: Pipeline.Options(module: "Sample", layout: layout, only: only, shards: 2)
        ).files
    }

    @Test(
        arguments: [
            (.groups, ["Client.swift", "Limits.swift", "Tickets.swift"]),
            (.shards, ["Client.swift", "Limits.swift", "Shard0.swift", "Shard1.swift"]),
        ] as [(OutputLayout, [String])])
    func noModelsAndNoMethods(layout: OutputLayout, names: [String]) {
        let files = files(layout, .limits)
        #expect(files.keys.sorted() == names)
        let text = files.values.joined()
        #expect(text.contains("-> LimitedRequests {") && text.contains("static let getTicket = OperationDescriptor("))
        #expect(text.contains("limits: [AppliedLimit(Sample.Limits.calls, cost: 1)]"))
        for word in ["ClientCore", "JSONModel", "Ticket:", "func getTicket", "Transport"] {
            #expect(!text.contains(word), "\(word)")
        }
    }

    /// The configuration says the same; the command line can say it of a client's configuration.
    @Test func byConfiguration() {
        let said = files(.groups, configuration: "only: limits\n", nil)
        #expect(said == files(.groups, .limits))
        #expect(said["Client.swift"]?.contains("enum Sample") == true)
        #expect(files(.groups, configuration: "dates: strict\n", .limits)["Client.swift"] == said["Client.swift"])
        #expect(files(.groups, nil)["Client.swift"]?.contains("struct Sample") == true)
    }

    /// What is wrong with models and bodies does not matter here, not even to a strict run; what is wrong with limits
    /// does, and so do errors.
    @Test func whatIsNotGeneratedIsNotReported() {
        func codes(_ text: String, _ only: GeneratedPart?, isStrict: Bool = false) -> [String] {
            Generation(text, options: Pipeline.Options(module: "Sample", only: only), isStrict: isStrict)
                .diagnostics.diagnostics.map(\.code.rawValue)
        }
        let text = """
            openapi: 3.1.0
            info: { title: Chat, version: 1.0.0 }
            x-rate-limits: { policies: { calls: { quota: 5, window: 1s }, none: { quota: 5, window: 1s, applies: { tags: [None] } } } }
            paths:
              /chat:
                post:
                  operationId: chat
                  requestBody: { content: { application/json: { schema: { type: object, required: [text], properties: { stream: { type: boolean } } } } } }
                  responses: { '200': { description: Text, content: { application/json: {}, text/event-stream: {} } } }
            """
        #expect(codes(text, nil) == ["unknown-tag", "undeclared-stream", "required-undeclared", "not-asked-for"])
        #expect(codes(text, .limits) == ["unknown-tag"])
        #expect(codes(text, .limits, isStrict: true) == ["unknown-tag"])
        let endless = text + "\ncomponents: { schemas: { Loop: { $ref: '#/components/schemas/Loop' } } }\n"
        #expect(codes(endless, .limits).contains("circular-reference"))
    }

    /// Several at once, and compared.
    @Test func asOneOfAll() throws {
        try withTemporaryFolder { folder in
            try Data(Self.document.utf8).write(to: folder.appending(path: "openapi.yaml"))
            let configuration = Data("only: limits\noutput: Out\n".utf8)
            try configuration.write(to: folder.appending(path: "paceline.yaml"))
            let run = try Tool.run("generate", "--all", ".", in: folder)
            #expect(run == (0, "Out: 3 written, 0 unchanged\n", ""))
            #expect(try Tool.run("generate", "--all", ".", "--check", in: folder) == (0, "", ""))
            #expect(try Tool.run("generate", "--all", ".", "--only", "limits", in: folder).code == 64)
            #expect(try Tool.run("generate", "openapi.yaml", "--only", "models", in: folder).code == 64)
            let other = try Tool.run(
                "generate", "openapi.yaml", "--only", "limits", "--output", "Out", "--check", in: folder)
            #expect(other.code == 0)
        }
    }
}
