import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Which calls are identical, so that they share a request, and whose credential it is sent with.
@Suite(.timeLimit(.minutes(1))) struct CoalescingIdentityTests {
    private let shared = CallOptions(coalesce: true)

    private func slow() -> Timeline { Timeline { _ in .status(200, "{}").after(.milliseconds(80)) } }

    /// What differs in anything that is sent, or in how it is repeated, has a request of its own; so has what is no GET.
    @Test func whatIsNotIdentical() async {
        let timeline = slow()
        let core = timeline.core([])
        func call(_ name: String, _ options: CallOptions = .default, of operation: OperationDescriptor = .free) {
            var options = options
            options.coalesce = true
            timeline.calls([name, name + name], of: operation, on: core, options)
        }
        call("a")
        call("b", CallOptions(query: ["page": "1"]))
        call("c", CallOptions(query: ["page": "2"]))
        call("d", CallOptions(headers: [.acceptLanguage: "de"]))
        call("e", CallOptions(server: "https://other.example"))
        call("f", CallOptions(retry: .never))
        call("g", of: OperationDescriptor(id: "free too", method: .get, path: "/free"))
        call("h", CallOptions(accept: "text/csv"))
        timeline.calls(["x", "y"], of: .unlimited(.post), on: core, shared)
        timeline.calls(["z"], of: .free, on: timeline.core([]), shared)
        for name in ["s", "t"] {
            timeline.call(name) { [shared] in
                var request = RequestBuilder(.free, shared)
                request.text("body", contentType: "text/plain")
                try await core.send(request)
            }
        }
        for name in ["v", "w"] {
            timeline.call(name) { [shared] in
                _ = try await core.download(RequestBuilder(.free, shared))
            }
        }
        await timeline.run()
        #expect(timeline.sends == "0s x y s t v w a b c d e f g h z")
    }

    /// A provider may have another credential for each caller.
    @Test func credentials() async {
        let timeline = slow()
        let users = CredentialSet(scheme: "key", placement: .header("Key")) { User.name }
        let operation = OperationDescriptor(id: "me", method: .get, path: "/me", security: [["key"]])
        let core = timeline.core([], credentials: users)
        for (name, user) in [("a", "ann"), ("b", "bob"), ("c", "ann"), ("d", "bob")] {
            timeline.call(name) { [shared] in
                try await User.$name.withValue(user) { try await core.send(RequestBuilder(operation, shared)) }
            }
        }
        await timeline.run()
        #expect(timeline.sends == "0s a b")
        let sent = timeline.requests.map { $0.request.headerFields.value(of: "Key") }
        #expect(sent == ["ann", "bob"])
    }

    /// What is declared to compare a call, for its values alone, goes with it.
    @Test func bucketsOfOneRequest() async {
        let policy = RateLimitPolicy(
            name: "per-page", numbers: .quota(1, per: .seconds(30)),
            per: [.request(.query("page"), word: "page")])
        let timeline = slow()
        let core = timeline.core([policy])
        let operation = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(policy)])
        for page in ["1", "2"] {
            timeline.calls(
                ["a\(page)", "b\(page)"], of: operation, on: core, CallOptions(query: ["page": page], coalesce: true))
        }
        timeline.calls(["c"], of: .free, on: core, at: .seconds(60))
        await timeline.run()
        #expect(timeline.sends == "0s a1 a2 | 60s c")
        #expect(timeline.limiter.snapshot().filter { $0.name.contains("per-page") }.isEmpty)
    }

    /// The credential by which calls are compared is the one that is sent; one that waits is asked for anew.
    @Test func credentialsAreAskedOnce() async {
        let asked = Mutex(0)
        let keys = CredentialSet(scheme: "key", placement: .header("Key")) {
            asked.withLock { $0 += 1 }
            return "k"
        }
        let timeline = slow()
        let core = timeline.core([.one], credentials: keys)
        let operation = OperationDescriptor(
            id: "me", method: .get, path: "/me", limits: [AppliedLimit(.one)], security: [["key"]])
        timeline.calls(["a"], of: operation, on: core, shared)
        let first = Mutex(0)
        timeline.call("counted", at: .seconds(1)) { first.withLock { $0 = asked.withLock { $0 } } }
        timeline.calls(["b", "c"], of: operation, on: core, at: .seconds(2), shared)
        await timeline.run()
        #expect(timeline.sends == "0s a | 60.08s b")
        #expect(first.withLock { $0 } == 1)
        #expect(asked.withLock { $0 } == 4)
        #expect(timeline.requests.map { $0.request.headerFields.value(of: "Key") } == ["k", "k"])
    }

    /// A token that the server does not take is renewed, for all who share the call.
    @Test func credentialsThatAreRenewed() async throws {
        let number = Mutex(0)
        let tokens = TokenSource {
            .init(
                number.withLock {
                    $0 += 1; return "\($0)"
                })
        }
        let keys = CredentialSet(scheme: "key", placement: .header("Key"), tokens: tokens)
        _ = try await tokens.token()
        let timeline = Timeline { .status($0.number == 0 ? 401 : 200, "{}") }
        let core = timeline.core([], credentials: keys)
        let operation = OperationDescriptor(id: "me", method: .get, path: "/me", security: [["key"]])
        timeline.calls(["a", "b"], of: operation, on: core, shared)
        await timeline.run()
        #expect(timeline.requests.map { $0.request.headerFields.value(of: "Key") } == ["1", "2"])
        #expect(timeline.diagram.hasSuffix("a:200 a. b."))
    }

    /// A request that was sent for one user is not joined by those who ask for another, though it began as theirs.
    @Test func credentialsThatChangeInTheQueue() async {
        let user = Mutex("ann")
        let timeline = slow()
        let users = CredentialSet(scheme: "key", placement: .header("Key")) { user.withLock { $0 } }
        let core = timeline.core([.one], credentials: users)
        let operation = OperationDescriptor(
            id: "me", method: .get, path: "/me", limits: [AppliedLimit(.one)], security: [["key"]])
        timeline.calls(["x"], of: operation, on: core)
        timeline.calls(["a", "b"], of: operation, on: core, at: .seconds(1), shared)
        timeline.call("switch", at: .seconds(2)) { user.withLock { $0 = "bob" } }
        timeline.call("back", at: .milliseconds(60_090)) { user.withLock { $0 = "ann" } }
        timeline.calls(["c"], of: operation, on: core, at: .milliseconds(60_100), shared)
        await timeline.run()
        #expect(timeline.sends == "0s x | 60.08s a | 120.16s c")
        #expect(timeline.requests.map { $0.request.headerFields.value(of: "Key") } == ["ann", "bob", "ann"])
        #expect(core.coalesced.count == 0)
    }
}

private enum User {
    @TaskLocal static var name = "nobody"
}
