import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

@testable import Goldens

/// The case `server-forms`: where calls go, and that no value of a variable sends one elsewhere.
struct GoldenServerTests {
    private let time = ManualTimeSource()

    /// The URLs of the calls of a client at `server`.
    private func urls(_ server: ServerForms.Server) async throws -> [String] {
        let transport = RecordingTransport(time: time.source, .status(204))
        let client = ServerForms(
            server: server, transport: transport, options: ClientOptions(limiter: RateLimiter(time: time.source)))
        try await client.listRooms()
        try await client.listDoors()
        try await client.putDoor()
        try await client.addDoor()
        return transport.sent.map {
            "\($0.request.scheme ?? "")://\($0.request.authority ?? "")\($0.request.path ?? "")"
        }
    }

    @Test func variablesFillTheirPlaces() async throws {
        #expect(
            try await urls(.tenant(tenant: "acme")) == [
                "https://acme.museum.example/v1/rooms", "https://acme.museum.example/v3/doors",
                "https://acme.museum.example/v1/doors", "https://doors.example/v1/doors",
            ])
        #expect(ServerForms.Server.region().url == "https://north.museum.example/v2")
        #expect(
            ServerForms.Server.region(protocol: .http, region: .south2, basePath: "/a b").url
                == "http://south-2.museum.example/a%20b")
        #expect(ServerForms.Server.own(base: "http://127.0.0.1:80/x/").url == "http://127.0.0.1:80/x/api")
        #expect(ServerForms.Server.other(region: .main).url == "https://main.other.example")
    }

    @Test func relativeServersLeadOnFromTheCallersURL() async throws {
        #expect(
            try await urls(.beside(relativeTo: "https://a.example/docs/api/openapi.yaml")) == [
                "https://a.example/docs/v3/rooms", "https://a.example/docs/v3/doors",
                "https://a.example/docs/v3/doors", "https://doors.example/v1/doors",
            ])
        #expect(ServerForms.Server.area(relativeTo: "http://a.example:1").url == "http://a.example:1/public/v4")
    }

    @Test(arguments: [
        "evil.example/", "evil.example#", "u@evil.example", "", ".", "a\r\nb", "evil.example:80", "evil.example\\",
    ])
    func noValueSendsACallElsewhere(tenant: String) async throws {
        let error = await #expect(throws: CallError.self) { try await urls(.tenant(tenant: tenant)) }
        #expect(error?.code == .invalidRequest && error?.attempts == 0)
        let relative = await #expect(throws: CallError.self) { try await urls(.beside(relativeTo: tenant)) }
        #expect(relative?.code == .invalidRequest)
    }

    @Test func aServerOfOnesOwnGetsAllCalls() async throws {
        #expect(
            try await urls(.init(url: "http://127.0.0.1:1")) == [
                "http://127.0.0.1:1/rooms", "http://127.0.0.1:1/doors", "http://127.0.0.1:1/doors",
                "http://127.0.0.1:1/doors",
            ])
    }
}
