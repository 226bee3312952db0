import Foundation
import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Nothing that can be seen of a client holds a credential, wherever the credential stands in its requests.
@Suite(.timeLimit(.minutes(1))) struct SecretTests {
    /// A way to hold the secret, and how it looks in a request.
    struct Holder: Sendable, CustomTestStringConvertible {
        var name: String
        var credentials: CredentialSet
        var testDescription: String { name }

        static let secret = "s3cr3t-T0k3n"
        /// `user:s3cr3t-T0k3n` in Base64.
        static let basic = "dXNlcjpzM2NyM3QtVDBrM24="

        static let all = [
            Holder(name: "header", credentials: .init(scheme: "key", placement: .header("Key")) { secret }),
            Holder(name: "query", credentials: .init(scheme: "key", placement: .query("key")) { secret }),
            Holder(name: "cookie", credentials: .init(scheme: "key", placement: .cookie("key")) { secret }),
            Holder(name: "basic", credentials: .init(scheme: "key", user: "user", password: secret)),
            Holder(
                name: "bearer",
                credentials: .init(scheme: "key", placement: .authorization(scheme: "Bearer")) { secret }),
            Holder(
                name: "renewed",
                credentials: .init(
                    scheme: "key", placement: .authorization(scheme: "Bearer"), tokens: TokenSource { .init(secret) })),
        ]
    }

    private static let hour = RateLimitPolicy(
        name: "hour", numbers: .quota(7, per: .seconds(3600)),
        per: ["account", .request(.header("X-Other"), word: "other"), .request(.query("page"), word: "page")])

    private static let operations = [OperationDescriptor.Method.get, .post].map { method in
        OperationDescriptor(
            id: "secret", method: method, path: "/secret", limits: [AppliedLimit(.perMinute), AppliedLimit(hour)],
            security: [["key"]], idempotency: method == .get ? .method : .key(header: "Idempotency-Key"))
    }

    private static let responses: [ScriptedResponse] = [
        .status(401, "no"), .status(403), .status(503), .status(429, fields: [.retryAfter: "1"]), .status(429),
        .status(429, fields: [.retryAfter: "9999"]), .fails(.notSent), .fails(.maybeSent),
        .status(200, "x").thenFails(),
        .status(200, "{"), .status(302), .hangs(), .status(200, "{}").thenHangs(), .status(200, "{}"),
    ]

    /// Everything that a value holds, through all of its reflection.
    fileprivate static func everything(in value: Any) -> String {
        var text = "\(value) \(String(reflecting: value)) "
        dump(value, to: &text)
        collect(Mirror(reflecting: value), depth: 0, into: &text)
        return text
    }

    private static func collect(_ mirror: Mirror, depth: Int, into text: inout String) {
        guard depth < 12 else { return }
        for child in mirror.children {
            text += "\(child.label ?? ""): \(child.value)\n"
            collect(Mirror(reflecting: child.value), depth: depth + 1, into: &text)
        }
        if let parent = mirror.superclassMirror { collect(parent, depth: depth + 1, into: &text) }
    }

    /// What was seen, as far as it matters.
    private final class Witness: Sendable {
        static let words = [
            "refused", "exhausted", "deadline", "transport", "timeout", "waiting", "repeating", "gated",
        ]
        private let state = Mutex((leaks: [String](), words: Set<String>()))

        var leaks: [String] { state.withLock { $0.leaks } }
        var missing: [String] { state.withLock { state in Self.words.filter { !state.words.contains($0) } } }

        /// Searches all that `value` holds for the secret.
        func see(_ value: Any) {
            let text = SecretTests.everything(in: value)
            state.withLock { state in
                if text.holdsSecret { state.leaks.append(text) }
                for word in Self.words where !state.words.contains(word) && text.holds(word) {
                    state.words.insert(word)
                }
            }
        }
    }

    /// Calls that are refused, fail, wait, are repeated and time out; then all that was logged, thrown, told and kept.
    @Test(arguments: Holder.all) func neverShown(holder: Holder) async throws {
        let witness = Witness()
        for (number, response) in Self.responses.enumerated() {
            let log = LogLines()
            let script = FaultScript(seed: UInt64(number), faults: [.init(0.7, response)])
            let timeline = Timeline { script.response($0.number) }
            let core = timeline.core([.perMinute, Self.hour], credentials: holder.credentials) {
                $0.logger = log.logger
                $0.attemptTimeout = .seconds(5)
            }
            let events = core.limits.events
            for call in 0..<8 { make(call, timeline, core, witness) }
            await timeline.run()
            #expect(timeline.requests.allSatisfy { "\($0.request) \($0.request.headerFields)".holdsSecret })
            witness.see((core.limits.snapshot(), timeline.limiter.snapshot(), timeline.diagram, log.text))
            witness.see(await Self.kept(events, in: timeline.limiter))
        }
        #expect(witness.leaks.isEmpty)
        #expect(witness.missing.isEmpty, "these must be among what is searched")
    }

    private func make(_ call: Int, _ timeline: Timeline, _ core: ClientCore, _ witness: Witness) {
        var builder = RequestBuilder(
            Self.operations[call % 2],
            CallOptions(
                timeout: call % 3 == 0 ? .seconds(90) : nil, progressInterval: .seconds(10),
                onWait: { witness.see($0) }))
        builder.header("X-Other", Holder.secret)
        builder.query("page", call)
        let request = builder
        timeline.call("\(call)", at: .seconds(call)) {
            do { witness.see(try await core.value(request) as JSON) } catch {
                witness.see(error)
                throw error
            }
        }
    }

    /// The events so far, behind which an event of a known kind is put: a request that can never start.
    private static func kept(
        _ events: some AsyncSequence<LimiterEvent, Never>, in limiter: RateLimiter
    ) async -> [LimiterEvent] {
        let limit = RateLimit(quota: 2, window: .seconds(60), clockMargin: .none)
        let bucket = limiter.bucket(limit, name: "Library/per-minute", key: "acme")
        _ = try? await limiter.acquire([Draw(bucket, cost: 3)])
        var kept: [LimiterEvent] = []
        for await event in events {
            if event.kind == .expired, event.error?.code == .exceedsQuota { break }
            kept.append(event)
        }
        return kept
    }

    /// The client and its credentials do not show them either.
    @Test(arguments: Holder.all) func clients(holder: Holder) {
        let core = Timeline().core([.perMinute], credentials: holder.credentials)
        #expect(!Self.everything(in: holder.credentials).holdsSecret)
        #expect(!Self.everything(in: core).holdsSecret)
    }
}

extension String {
    fileprivate var holdsSecret: Bool { holds(SecretTests.Holder.secret) || holds(SecretTests.Holder.basic) }

    /// Whether `word` stands in the text. Much is searched here, and a search by characters would take most of the
    /// time.
    fileprivate func holds(_ word: String) -> Bool { Data(utf8).range(of: Data(word.utf8)) != nil }
}
