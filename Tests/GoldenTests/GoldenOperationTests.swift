import Foundation
import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

@testable import Goldens

/// The cases about operations: what their calls send.
struct GoldenOperationTests {
    private let time = ManualTimeSource()
    private var options: ClientOptions { ClientOptions(limiter: RateLimiter(time: time.source)) }

    private func transport(_ response: ScriptedResponse = .status(204)) -> RecordingTransport {
        RecordingTransport(time: time.source, response)
    }

    private func body(_ transport: RecordingTransport) -> String {
        guard let bytes = transport.sent.last?.body.bytes else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func field(_ transport: RecordingTransport, _ name: String) -> String? {
        HTTPField.Name(name).flatMap { transport.sent.last?.request.headerFields[$0] }
    }

    // MARK: Parameters

    @Test func parametersInPaths() async throws {
        let transport = transport()
        let client = ParameterStyles(transport: transport, options: options)
        let color = ParameterStyles.Color(r: 1, g: 2, b: 3)
        try await client.getPaths(
            plain: 7, list: ["a", "b/c"], exploded: color, label: ["x", "y"], matrix: [1, 2], object: color)
        #expect(
            transport.sent.last?.request.path
                == "/paths/7/a,b%2Fc/R=1,G=2,B=3/.x,y/;matrix=1;matrix=2/;object=R,1,G,2,B,3")
        try await client.putPaths(
            plain: "p", list: ["a"], exploded: color, label: ["x"], matrix: [1], object: color)
        #expect(transport.sent.last?.request.path?.hasPrefix("/paths/p/a/") == true)
    }

    @Test func parametersInQueries() async throws {
        let transport = transport()
        let client = ParameterStyles(transport: transport, options: options)
        // What is required and has a default is sent, what is optional is the server's to know.
        try await client.getQueries()
        #expect(transport.sent.last?.request.path == "/queries?limit=20&order=asc")
        let filter = ParameterStyles.Filter(name: "n", sizes: [1, 2])
        try await client.getQueries(
            limit: 5, order: .desc, form: ["a", "b"], joined: [.asc, .desc], spaced: ["a", "b"], piped: ["a", "b"],
            deep: filter, free: ["k": "v"], exploded: .init(r: 1), json: filter, text: "t t", reserved: "a/b",
            empty: [], page: 2)
        #expect(
            transport.sent.last?.request.path
                == "/queries?form=a&form=b&joined=asc,desc&spaced=a%20b&piped=a%7Cb&deep%5Bname%5D=n"
                + "&deep%5Bsizes%5D%5B%5D=1&deep%5Bsizes%5D%5B%5D=2&free%5Bk%5D=v&R=1"
                + "&json=%7B%22name%22%3A%22n%22%2C%22sizes%22%3A%5B1%2C2%5D%7D&text=t%20t&reserved=a/b&empty=&page=2"
                + "&limit=5&order=desc")
    }

    @Test func parametersInFieldsAndCookies() async throws {
        let transport = transport()
        try await ParameterStyles(transport: transport, options: options).getFields(
            xList: [1, 2], xColor: .init(r: 1, b: 2), xJSON: .init(g: 3), session: "s;", ids: [1, 2], parts: ["a", "b"])
        #expect(field(transport, "X-List") == "1,2" && field(transport, "X-Color") == "R=1,B=2")
        #expect(field(transport, "X-JSON") == #"{"G":3}"#)
        #expect(field(transport, "Cookie") == "session=s%3B; ids=1,2; parts=a; parts=b")
    }

    // MARK: Bodies

    @Test func formsOfFields() async throws {
        let transport = transport()
        let client = FormBodies(transport: transport, options: options)
        try await client.createOrder(
            body: .init(
                name: "a b", sizes: [1, 2], tags: ["x", "y"], owner: .init(city: "é"),
                filter: .init(city: "c", zip: "z")))
        #expect(
            body(transport) == "name=a+b&sizes=1&sizes=2&tags=x,y&owner=%7B%22city%22%3A%22%C3%A9%22%7D"
                + "&filter%5Bcity%5D=c&filter%5Bzip%5D=z")
        #expect(field(transport, "Content-Type") == "application/x-www-form-urlencoded")
        try await client.sendFree(body: ["k": "v"])
        #expect(body(transport) == "k=v")
        try await client.sendFree()
        #expect(transport.sent.last?.body.isNone == true)
    }

    @Test func formsOfParts() async throws {
        let transport = transport()
        let client = FormBodies(transport: transport, options: options)
        try await client.upload(
            files: [FormFile([65], filename: "a"), FormFile([66], filename: "b", contentType: "image/jpeg")],
            owner: .init(city: "c"), ids: [1, 2], note: "n", anyFiles: [FormFile([67], filename: "c")])
        let boundary = try #require(field(transport, "Content-Type")?.split(separator: "=").last)
        let parts = body(transport).split(separator: "--\(boundary)").map { part in
            part.split(separator: "\r\n").joined(separator: "|").replacing("Content-Disposition: form-data; ", with: "")
        }
        #expect(
            parts == [
                #"name="files"; filename="a"|Content-Type: image/png|A"#,
                #"name="files"; filename="b"|Content-Type: image/jpeg|B"#,
                #"name="owner"|Content-Type: application/json|{"city":"c"}"#, #"name="ids"|1"#, #"name="ids"|2"#,
                #"name="note"|Content-Type: text/markdown|n"#,
                #"name="anyFiles"; filename="c"|Content-Type: application/octet-stream|C"#, "--",
            ])
        try await client.uploadAnything(body: [FormPart("k", "v")])
        #expect(body(transport).contains("name=\"k\"\r\n\r\nv\r\n"))
    }

    @Test func bodiesOfSeveralMediaTypes() async throws {
        let transport = transport()
        let client = BodyKinds(transport: transport, options: options)
        try await client.sendSame(body: .init(text: "t"))
        #expect(body(transport) == #"{"text":"t"}"# && field(transport, "Content-Type") == "application/json")
        try await client.patchNote(body: .init(text: "t"))
        #expect(field(transport, "Content-Type") == "application/merge-patch+json")
        try await client.patchNote(body: .init(text: "t"), contentType: "application/apply-patch+yaml")
        #expect(body(transport) == #"{"text":"t"}"#)
        #expect(field(transport, "Content-Type") == "application/apply-patch+yaml")
        try await client.messages.sendMessage(body: .init(text: "t"))
        try await client.messages.sendMessageAsText(body: "t")
        #expect(body(transport) == "t" && field(transport, "Content-Type") == "text/plain")
        try await client.messages.sendMessageAsBytes(body: [65])
        #expect(body(transport) == "A" && field(transport, "Content-Type") == "application/octet-stream")
        try await client.messages.sendMessageAsMultipart(text: "t", file: FormFile([65], filename: "f"))
        #expect(field(transport, "Content-Type")?.hasPrefix("multipart/form-data; ") == true)
        #expect(Set(transport.sent.suffix(4).map { $0.request.path }) == ["/messages"])
        try await client.putImage(body: [65], contentType: "image/webp")
        #expect(field(transport, "Content-Type") == "image/webp")
        try await client.putAny(body: [65])
        #expect(field(transport, "Content-Type") == "application/octet-stream")
    }

    // MARK: Servers, names, webhooks

    @Test func serversOfOperations() async throws {
        let transport = transport()
        func urls(_ client: OperationServers) async throws -> [String] {
            try await client.listFiles()
            try await client.upload()
            try await client.other()
            return transport.sent.suffix(3).map { ($0.request.authority ?? "") + ($0.request.path ?? "") }
        }
        #expect(
            try await urls(OperationServers(transport: transport, options: options)) == [
                "files.example/public/files", "api.example/uploads/files", "api.example/v1/other",
            ])
        // A server that the document does not know, as in a test, gets all calls.
        #expect(
            try await urls(
                OperationServers(server: .init(url: "http://127.0.0.1:1"), transport: transport, options: options))
                == ["127.0.0.1:1/files", "127.0.0.1:1/files", "127.0.0.1:1/other"])
    }

    @Test func derivedNames() async throws {
        let transport = transport()
        let client = DerivedNames(transport: transport, options: options)
        try await client.pets.getPets()
        try await client.pets.postPets()
        try await client.pets.getPetsByPetID(petID: "1")
        try await client.pets.getPetToys(petID: "1")
        try await client.pet.getPet()
        try await client.categories.getCategoriesByID(id: "1")
        try await client.own.getCategory()
        try await client.getByAny(any: "x")
        try await client.get()
        #expect(
            transport.sent.map(\.request.path) == [
                "/pets", "/pets", "/pets/1", "/pets/1/toys", "/pet", "/categories/1", "/own", "/x", "/",
            ])
    }

    @Test func webhooksAreTypes() throws {
        let pet = try JSONReader.decode(ServerRequests.Webhooks.NewPet.self, from: Array(#"{"name":"Rex"}"#.utf8))
        #expect(pet.name == "Rex")
        let gone = try JSONDecoder().decode(ServerRequests.Webhooks.PetGone.self, from: Data(#"{"id":"7"}"#.utf8))
        #expect(gone.id == "7")
    }

    // MARK: Credentials

    @Test func credentialsOfEveryKind() async throws {
        let transport = transport()
        let tokens = TokenSource(time: time.source) { .init("fresh") }
        let client = TokenSecurity(
            credentials: .oauth(tokens).merging(.password(user: "u", password: "p")).merging(.session { "s" }),
            transport: transport, options: options)
        try await client.standard()
        #expect(field(transport, "Authorization") == "Bearer fresh")
        try await client.none()
        #expect(field(transport, "Authorization") == nil)
        try await client.basic()
        #expect(field(transport, "Authorization") == "Basic dTpw")
        try await client.cookie(theme: "dark")
        #expect(field(transport, "Cookie") == "theme=dark; sid=s")
        try await client.maybe()
        try await client.certified()
        #expect(field(transport, "Authorization") == nil)
        let digest = TokenSecurity(credentials: .digest { "x=1" }, transport: transport, options: options)
        try await digest.basic()
        #expect(field(transport, "Authorization") == "Digest x=1")
    }
}
