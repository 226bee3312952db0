import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

@testable import Goldens

/// The case `requirements`: several schemes of one requirement.
struct GoldenSecurityTests {
    private let time = ManualTimeSource()

    /// The fields of the request of the only call that `call` makes with the given credentials.
    private func fields(
        _ credentials: Requirements.Credentials, _ call: (Requirements) async throws -> Void
    ) async throws -> [String] {
        let transport = RecordingTransport(time: time.source, .status(204))
        try await call(
            Requirements(
                credentials: credentials, transport: transport,
                options: ClientOptions(limiter: RateLimiter(time: time.source))))
        let request = try #require(transport.sent.first?.request)
        #expect(transport.sent.count == 1)
        let key = try #require(HTTPField.Name("X-Key"))
        return [request.headerFields[values: .authorization], request.headerFields[values: key]].joined().map(\.self)
    }

    @Test func oneTokenMeetsTwoSchemesOfItsField() async throws {
        for credentials in [Requirements.Credentials.oauth2 { "t" }, .oauth2c { "t" }] {
            #expect(try await fields(credentials) { try await $0.oneToken() } == ["Bearer t"])
            #expect(
                try await fields(credentials.merging(.key { "k" })) { try await $0.tokenAndKey() } == ["Bearer t", "k"])
        }
        let both = Requirements.Credentials.oauth2c { "c" }.merging(.oauth2 { "t" })
        #expect(try await fields(both) { try await $0.oneToken() } == ["Bearer t"])
    }

    @Test func whatIsMissingIsStillMissing() async throws {
        for call in [
            { (client: Requirements) in try await client.tokenAndKey() },
            { (client: Requirements) in try await client.oneToken() },
        ] {
            let error = await #expect(throws: CallError.self) { try await fields(.key { "k" }, call) }
            #expect(error?.code == .credentials)
        }
        let error = await #expect(throws: CallError.self) {
            try await fields(.oauth2 { "t" }) { try await $0.tokenAndKey() }
        }
        #expect(error?.code == .credentials)
    }

    @Test func oneFieldHoldsOneCredential() async throws {
        #expect(
            try await fields(.basic(user: "u", password: "p")) { try await $0.basicAndToken() } == ["Basic dTpw"])
        #expect(try await fields(.oauth2 { "t" }) { try await $0.basicAndToken() } == ["Bearer t"])
        #expect(try await fields(.authorization { "raw" }) { try await $0.authorizationTwice() } == ["raw"])
    }
}
