import Foundation
import HTTPTypes
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What a call tells of its response beside its value, and where it goes.
struct ResponseTests {
    private struct Pet: JSONValue {
        var name: String
        init(reading reader: JSONReader) { name = reader.string("name") }
        func write(to writer: JSONWriter) { writer.string("name", name) }
    }

    private enum Choice: ResponseUnion {
        case pet(String)
        case nothing

        init(reading response: Response) throws(JSONError) {
            self = response.status == 204 ? .nothing : .pet(try response.decode(Pet.self).name)
        }
    }

    private static let operation = OperationDescriptor(id: "pet", method: .get, path: "/pet")

    private func request(_ options: CallOptions = .default) -> RequestBuilder {
        RequestBuilder(Self.operation, options)
    }

    @Test func theAnswerComesWithTheValue() async throws {
        let core = CallFixture(.status(200, #"{"name":"Rex"}"#, fields: [.age: "12"])).core
        let (pet, response) = try await CallOptions.default.withResponse { options throws(CallError) in
            try await core.value(request(options)) as Pet
        }
        #expect(pet.name == "Rex" && response.status == 200)
        #expect(response[ResponseHeader<Int>("age")] == 12 && response[ResponseHeader<Int>("X-None")] == nil)
    }

    @Test func anAnswerInAnotherFormIsHadAsItCame() async throws {
        let fixture = CallFixture(.status(200, "name\nRex"))
        let response = try await CallOptions.default.rawResponse(accept: "text/csv") { options throws(CallError) in
            _ = try await fixture.core.value(request(options)) as Pet
        }
        #expect(try response.text() == "name\nRex")
        #expect(fixture.transport.sent.first?.request.headerFields[.accept] == "text/csv")
    }

    @Test func aFailureIsThrownAllTheSame() async throws {
        let core = CallFixture(.status(404, "no")).core
        let error = await #expect(throws: CallError.self) {
            _ = try await CallOptions.default.rawResponse(accept: "text/csv") { options throws(CallError) in
                try await core.send(request(options))
            }
        }
        #expect(error?.code == .response && error?.response?.status == 404)
    }

    @Test func theOptionsMustBeUsed() async throws {
        let core = CallFixture(.status(200, "")).core
        let error = await #expect(throws: CallError.self) {
            _ = try await CallOptions.default.withResponse { _ throws(CallError) in try await core.send(request()) }
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func choicesAndOptionals() async throws {
        let core = CallFixture(.status(204, ""), .status(200, #"{"name":"Rex"}"#)).core
        #expect(try await core.optionalValue(request()) as Pet? == nil)
        guard case .pet("Rex") = try await core.union(request()) as Choice else { throw CancellationError() }
        let empty = CallFixture(.status(204, "")).core
        guard case .nothing = try await empty.union(request()) as Choice else { throw CancellationError() }
        let null = CallFixture(.status(200, "null")).core
        #expect(try await null.optionalValue(request()) as Pet? == nil)
        let wrong = CallFixture(.status(200, "[]")).core
        let error = await #expect(throws: CallError.self) { try await wrong.union(request()) as Choice }
        #expect(error?.code == .decoding && error?.operation == "pet" && error?.response?.status == 200)
    }

    @Test func headerFieldsByType() {
        #expect(Bool(headerText: "true") == true && Bool(headerText: "yes") == nil)
        #expect([Int](headerText: "1, 2,3") == [1, 2, 3] && [Int](headerText: "1,x") == nil)
        #expect(Double(headerText: "1.5") == 1.5 && Int64(headerText: "7") == 7 && Int32(headerText: "7.0") == nil)
        #expect(CalendarDate(headerText: "2026-02-28")?.description == "2026-02-28")
        #expect(Date(headerText: "1970-01-01T00:00:10Z") == Date(timeIntervalSince1970: 10))
        #expect(Date(headerText: "soon") == nil && String(headerText: "") == "")
    }

    @Test func aRedirectionIsASuccessWhereItIsDeclaredSo() async throws {
        let elsewhere = ScriptedResponse.status(302, "", fields: [.location: "/there"])
        let declared = OperationDescriptor(id: "go", method: .get, path: "/go", acceptsRedirection: true)
        let core = CallFixture(elsewhere).core
        let (_, response) = try await CallOptions.default.withResponse { options throws(CallError) in
            try await core.send(RequestBuilder(declared, options))
        }
        #expect(response.headerFields[.location] == "/there")
        let error = await #expect(throws: CallError.self) { try await core.send(request()) }
        #expect(error?.code == .response && error?.response?.status == 302)
    }

    @Test(
        arguments: [
            ("https://files.example/base/", true, nil, "https://files.example/base/pet"),
            ("/v2", true, nil, "https://library.example/v2/pet"),
            ("sub", true, nil, "https://library.example/v1/sub/pet"),
            ("//other.example", true, nil, "https://other.example/pet"),
            (nil, true, nil, "https://library.example/v1/pet"),
            ("https://files.example", false, nil, "https://library.example/v1/pet"),
            ("https://files.example", true, "http://127.0.0.1:8080", "http://127.0.0.1:8080/pet"),
        ] as [(String?, Bool, String?, String)])
    func servers(own: String?, isUsed: Bool, given: String?, url: String) async throws {
        let fixture = CallFixture(.status(200, ""))
        let core = ClientCore(
            api: fixture.core.api, server: "https://library.example/v1", usesOperationServers: isUsed,
            credentials: CredentialSet(), transport: fixture.transport, options: fixture.core.options)
        let operation = OperationDescriptor(id: "pet", method: .get, path: "/pet", server: own)
        try await core.send(RequestBuilder(operation, CallOptions(server: given)))
        let sent = try #require(fixture.transport.sent.first?.request)
        #expect("\(sent.scheme ?? "")://\(sent.authority ?? "")\(sent.path ?? "")" == url)
        // What a copy of the client calls is the same.
        try await core.with(principals: [:]).send(RequestBuilder(operation, CallOptions(server: given)))
        #expect(fixture.transport.sent.last?.request.authority == sent.authority)
    }

    /// A capture holds the response of the latest call, a failure's too, and nothing where a call got none.
    @Test func captures() async throws {
        let capture = ResponseCapture()
        let core = CallFixture(.status(200, #"{"name":"Rex"}"#, fields: [.age: "12"]), .status(404, "no")).core
        let options = CallOptions(capture: capture)
        #expect(capture.response == nil)
        #expect(try await (core.value(request(options)) as Pet).name == "Rex")
        #expect(capture.response?.status == 200 && capture.response?[ResponseHeader<Int>("age")] == 12)
        await #expect(throws: CallError.self) { try await core.send(request(options)) }
        #expect(capture.response?.status == 404)
        let offline = CallFixture(.fails(.notSent), retry: .never).core
        await #expect(throws: CallError.self) { try await offline.send(request(options)) }
        #expect(capture.response == nil)
    }

    /// Two captures are told, one of the caller and one of the closure form.
    @Test func captureBesideTheClosure() async throws {
        let capture = ResponseCapture()
        let core = CallFixture(.status(200, #"{"name":"Rex"}"#)).core
        let (_, response) = try await CallOptions(capture: capture).withResponse { options throws(CallError) in
            try await core.value(request(options)) as Pet
        }
        #expect(response.status == 200 && capture.response?.status == 200)
    }
}
