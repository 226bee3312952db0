import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Tokens that expire: kept while they hold, and renewed by one request for all.
@Suite(.timeLimit(.minutes(1))) struct TokenSourceTests {
    private struct Failure: Error {}

    /// Gives the tokens `1`, `2`, … and counts them.
    private final class Issuer: Sendable {
        private let issued = Mutex(0)
        var count: Int { issued.withLock { $0 } }

        func next() -> String {
            issued.withLock { issued in
                issued += 1
                return String(issued)
            }
        }
    }

    private let time = ManualTimeSource()
    private let issuer = Issuer()

    private func source(lifetime: Duration?, leeway: Duration = .seconds(30)) -> TokenSource {
        TokenSource(leeway: leeway, time: time.source) { [issuer] in .init(issuer.next(), lifetime: lifetime) }
    }

    @Test func aTokenIsKeptUntilShortlyBeforeItsEnd() async throws {
        let source = source(lifetime: .seconds(100))
        #expect(try await source.token() == "1")
        time.advance(by: .seconds(69))
        #expect(try await source.token() == "1")
        time.advance(by: .seconds(1))
        #expect(try await source.token() == "2")
    }

    @Test func aTokenOfUnknownLifetimeIsKept() async throws {
        let source = source(lifetime: nil)
        _ = try await source.token()
        time.advance(by: .seconds(1_000_000))
        #expect(try await source.token() == "1")
    }

    /// What a server did not take is renewed, unless somebody did so already.
    @Test func anInvalidTokenIsRenewedOnce() async throws {
        let source = source(lifetime: nil)
        #expect(try await source.token() == "1")
        source.invalidate("1")
        #expect(try await source.token() == "2")
        source.invalidate("1")
        #expect(try await source.token() == "2" && issuer.count == 2)
    }

    @Test func manyWaitForOneRequest() async throws {
        let (asked, response) = (Signal(), Signal())
        let source = TokenSource(time: time.source) { [issuer] in
            asked.set()
            await response.wait()
            return .init(issuer.next())
        }
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await source.token() } }
            await asked.wait()
            response.set()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(tokens == Array(repeating: "1", count: 20) && issuer.count == 1)
    }

    /// Who stops waiting stops alone.
    @Test func cancellationDisturbsNobody() async throws {
        let (asked, response) = (Signal(), Signal())
        let source = TokenSource(time: time.source) { [issuer] in
            asked.set()
            await response.wait()
            return .init(issuer.next())
        }
        let first = Task { try await source.token() }
        await asked.wait()
        let second = Task { try await source.token() }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        response.set()
        #expect(try await second.value == "1")
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            source.invalidate("1")
            return try await source.token()
        }
        await #expect(throws: CancellationError.self) { try await late.value }
    }

    @Test func aFailureIsToldToAllAndForgotten() async throws {
        let source = TokenSource(time: time.source) { [issuer] in
            let token = issuer.next()
            if token == "1" { throw Failure() }
            return .init(token)
        }
        await #expect(throws: Failure.self) { try await source.token() }
        #expect(try await source.token() == "2")
    }

    // MARK: In a call

    private static let secured = OperationDescriptor(
        id: "secured", method: .post, path: "/secured", security: [["token"]])

    private func fixture(_ responses: ScriptedResponse...) -> CallFixture {
        let credentials = CredentialSet(
            scheme: "token", placement: .authorization(scheme: "Bearer"), tokens: source(lifetime: nil))
        switch responses.count {
        case 1: return CallFixture(responses[0], credentials: credentials)
        default: return CallFixture(responses[0], responses[1], credentials: credentials)
        }
    }

    /// 401 says that nothing was done, so that even a POST is sent once more.
    @Test func anUnauthorisedCallIsRepeatedWithANewToken() async throws {
        let fixture = fixture(.status(401, ""), .status(200, "ok"))
        #expect(try await fixture.result(Self.secured).get() == "ok")
        #expect(fixture.transport.sent.map { $0.request.headerFields[.authorization] } == ["Bearer 1", "Bearer 2"])
    }

    @Test func aSecondRefusalIsTheCallsEnd() async throws {
        let fixture = fixture(.status(401, "no"))
        let error = try await fixture.failure(Self.secured)
        #expect(error.code == .response && error.response?.status == 401 && error.attempts == 2)
        #expect(issuer.count == 2)
    }

    @Test func aCredentialThatCannotBeRenewedIsNotTriedAgain() async throws {
        let credentials = CredentialSet(scheme: "token", placement: .authorization(scheme: "Bearer")) { "t" }
        let error = try await CallFixture(.status(401, "no"), credentials: credentials).failure(Self.secured)
        #expect(error.response?.status == 401 && error.attempts == 1)
    }

    @Test func userAndPassword() async throws {
        let fixture = CallFixture(
            .status(200, "ok"), credentials: CredentialSet(scheme: "token", user: "Aladdin", password: "open sesame"))
        #expect(try await fixture.result(Self.secured).get() == "ok")
        // RFC 7617, section 2.
        #expect(
            fixture.transport.sent.first?.request.headerFields[.authorization] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        let wrong = CallFixture(credentials: CredentialSet(scheme: "token", user: "a:b", password: "c"))
        #expect(try await wrong.failure(Self.secured).code == .credentials)
    }
}
