import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Identical reads that share a request: who gets what, and what is sent.
@Suite(.timeLimit(.minutes(1))) struct CoalescingTests {
    private let shared = CallOptions(coalesce: true)
    private let bucket = "Library/per-minute acme"

    private func slow(_ response: ScriptedResponse = .status(200, "{}")) -> Timeline {
        Timeline { _ in response.after(.milliseconds(80)) }
    }

    @Test func oneRequestForAll() async {
        let timeline = slow()
        let core = timeline.core([.perMinute])
        timeline.calls(["a", "b", "c"], of: .list, on: core, shared)
        // It joins what is under way; the next one comes too late for that.
        timeline.calls(["d"], of: .list, on: core, at: .milliseconds(79), shared)
        timeline.calls(["e"], of: .list, on: core, at: .milliseconds(81), shared)
        await timeline.run()
        #expect(timeline.diagram == "0s a | 0.08s a:200 a. b. c. d. | 0.081s e | 0.161s e:200 e.")
        #expect(timeline.levels(of: bucket) == "0s 1/2 | 0.081s 2/2")
        #expect(core.coalesced.count == 0)
    }

    @Test func offByDefaultAndByCall() async {
        let timeline = slow()
        timeline.calls(["a", "b"], of: .unlimited(.get), on: timeline.core([]))
        let core = timeline.core([]) { $0.coalesce = true }
        timeline.calls(["c", "d"], of: .unlimited(.get), on: core, at: .seconds(1))
        timeline.calls(["e", "f"], of: .unlimited(.get), on: core, at: .seconds(2), CallOptions(coalesce: false))
        await timeline.run()
        #expect(timeline.sends == "0s a b | 1s c | 2s e f")
    }

    @Test func errorsReachAll() async {
        let timeline = Timeline { $0.number == 0 ? .status(503) : .status(404, #"{"why":"none"}"#) }
        let core = timeline.core([.perMinute])
        let bodies = Mutex<[String]>([])
        for name in ["a", "b", "c"] {
            timeline.call(name) { [shared] in
                do throws(CallError) { try await core.send(RequestBuilder(.list, shared)) } catch {
                    let body = String(decoding: error.response?.body ?? [], as: UTF8.self)
                    bodies.withLock { $0.append("\(error.operation ?? "") \(error.attempts) \(body)") }
                    throw error
                }
            }
        }
        await timeline.run()
        #expect(timeline.diagram == "0s a a:503 | 0.25s a a:404 a!response b!response c!response")
        #expect(bodies.withLock { $0 } == Array(repeating: #"listBooks 2 {"why":"none"}"#, count: 3))
        #expect(core.coalesced.count == 0)
    }

    /// Whoever is cancelled ends at once, the first one too; the rest gets the response.
    @Test func oneIsCancelled() async {
        let timeline = slow()
        let core = timeline.core([.perMinute])
        timeline.calls(["a", "b", "c"], of: .list, on: core, shared)
        timeline.cancel("a", at: .milliseconds(10))
        timeline.cancel("c", at: .milliseconds(20))
        await timeline.run()
        #expect(timeline.diagram == "0s a | 0.01s a!cancelled | 0.02s c!cancelled | 0.08s a:200 b.")
    }

    /// With the last one the request is cancelled, and its permit ends as that of any cancelled call.
    @Test(
        arguments: [(.notSent, "0s 1/2 | 0.02s 0/2"), (.maybeSent, "0s 1/2 | 80s 0/2")]
            as [(TransportError.Delivery, String)])
    func allAreCancelled(delivery: TransportError.Delivery, levels: String) async {
        let timeline = Timeline { $0.number == 0 ? .hangs(delivery) : .status(200, "{}") }
        let core = timeline.core([.perMinute])
        timeline.calls(["a"], of: .list, on: core, shared)
        // The call of the last one ends when its permit has.
        let left = Mutex(1.0)
        timeline.call("b") { [shared] in
            defer { left.withLock { $0 = core.limits.snapshot()[0].inFlight } }
            try await core.send(RequestBuilder(.list, shared))
        }
        timeline.cancel("a", at: .milliseconds(10))
        timeline.cancel("b", at: .milliseconds(20))
        // What comes afterwards has nothing to do with it.
        timeline.calls(["c"], of: .free, on: core, at: .seconds(80), shared)
        await timeline.run()
        let end = delivery == .notSent ? "unsent" : "lost"
        #expect(timeline.diagram == "0s a | 0.01s a!cancelled | 0.02s a:\(end) b!cancelled | 80s c c:200 c.")
        let bucket = core.limits.snapshot()[0]
        #expect([bucket.inFlight, Double(bucket.waiting)] == [0, 0])
        #expect(timeline.levels(of: self.bucket) == levels)
        #expect(left.withLock { $0 } == 0)
        #expect(core.coalesced.count == 0)
    }

    @Test func allLeaveTheQueue() async {
        let timeline = slow()
        let core = timeline.core([.perMinute])
        timeline.calls(["x", "y"], of: .list, on: core)
        timeline.calls(["a", "b"], of: .list, on: core, at: .seconds(1), shared)
        timeline.calls(["c"], of: .list, on: core, at: .seconds(1), CallOptions(timeout: .seconds(5), coalesce: true))
        timeline.cancel("a", at: .seconds(2))
        timeline.cancel("b", at: .seconds(3))
        await timeline.run()
        #expect(timeline.diagram.hasSuffix("| 2s a!cancelled | 3s b!cancelled | 6s c!deadline"))
        #expect(timeline.levels(of: bucket) == "0s 2/2 | 1s 2/2 +1 | 6s 2/2")
        #expect(core.coalesced.count == 0)
    }

    /// The time of one caller is no bound for the others.
    @Test func timeouts() async {
        let timeline = slow()
        let core = timeline.core([.perMinute])
        let short = CallOptions(timeout: .milliseconds(30), coalesce: true)
        timeline.calls(["a"], of: .list, on: core, short)
        timeline.calls(["b"], of: .list, on: core, shared)
        let failure = Mutex<CallError?>(nil)
        timeline.call("c", at: .seconds(1)) {
            do throws(CallError) { try await core.send(RequestBuilder(.list, short)) } catch {
                failure.withLock { $0 = error }
                throw error
            }
        }
        await timeline.run()
        let error = failure.withLock { $0 }
        #expect(error?.attempts == 1 && error?.operation == "listBooks")
        #expect(timeline.diagram == "0s a | 0.03s a!timeout | 0.08s a:200 b. | 1s c | 1.03s c:lost c!timeout")
    }

    /// A more urgent caller is not kept in the place of a less urgent one; once the request is sent, it joins.
    @Test func priorities() async {
        let timeline = slow()
        let core = timeline.core([.one])
        let operation = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(.one)])
        let (low, high) = (CallOptions(priority: .low, coalesce: true), CallOptions(priority: .high, coalesce: true))
        timeline.calls(["x"], of: operation, on: core, low)
        timeline.calls(["y"], of: operation, on: core, at: .milliseconds(10), high)
        timeline.calls(["a", "b"], of: operation, on: core, at: .seconds(1), low)
        timeline.calls(["c", "d"], of: operation, on: core, at: .seconds(2), high)
        timeline.calls(["e"], of: operation, on: core, at: .seconds(3), low)
        await timeline.run()
        #expect(timeline.sends == "0s x | 60.08s c | 120.16s a")
        #expect(timeline.diagram.contains("60.16s c:200 c. d. e. | 120.16s"))
    }

    /// Who has joined a request that is then refused waits as its own urgency says.
    @Test func priorityAfterARefusal() async {
        let timeline = Timeline { sent in
            let refusal = ScriptedResponse.status(429, fields: [.retryAfter: "5"])
            return (sent.number == 0 ? refusal : .status(200, "{}")).after(.milliseconds(80))
        }
        let core = timeline.core([.one])
        let operation = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(.one)])
        let (low, high) = (CallOptions(priority: .low, coalesce: true), CallOptions(priority: .high, coalesce: true))
        timeline.calls(["a"], of: operation, on: core, low)
        timeline.calls(["b"], of: operation, on: core, at: .milliseconds(10), high)
        timeline.calls(["x"], of: operation, on: core, at: .milliseconds(20))
        await timeline.run()
        #expect(timeline.sends == "0s a | 60.08s a | 120.16s x")
        #expect(timeline.diagram.contains("60.16s a:200 a. b. | 120.16s"))
    }

    /// Who comes while it waits again does not take a place behind others.
    @Test func urgentWhileARefusalIsWaitedOut() async {
        let timeline = Timeline { sent in
            let refusal = ScriptedResponse.status(429, fields: [.retryAfter: "5"])
            return (sent.number == 0 ? refusal : .status(200, "{}")).after(.milliseconds(80))
        }
        let core = timeline.core([.one])
        let operation = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(.one)])
        timeline.calls(["a"], of: operation, on: core, CallOptions(priority: .low, coalesce: true))
        let high = CallOptions(priority: .high, coalesce: true)
        timeline.calls(["b"], of: operation, on: core, at: .seconds(1), high)
        // The end of the less urgent call leaves that one to be joined.
        timeline.cancel("a", at: .seconds(2))
        timeline.calls(["c"], of: operation, on: core, at: .seconds(3), high)
        await timeline.run()
        #expect(timeline.sends == "0s a | 60.08s b")
        #expect(timeline.diagram.hasSuffix("| 2s a!cancelled | 60.08s b | 60.16s b:200 b. c."))
    }

    /// Nobody joins a call that is being cancelled, before it is taken out, too.
    @Test func nobodyJoinsWhatEnds() {
        let calls = CoalescedCalls()
        let key = CoalescedCalls.Key(
            operation: ObjectIdentifier(OperationDescriptor.free),
            request: HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/free"), retry: nil)
        let (first, _) = calls.join(key, shared)
        let (second, isNew) = calls.join(key, shared)
        #expect(!isNew && second.call === first.call)
        first.call.leave(first, isCancelled: true)
        #expect(first.call.join(shared) != nil)
        for caller in [second, CoalescedCaller(3, of: first.call, shared)] {
            first.call.leave(caller, isCancelled: false)
        }
        #expect(first.call.join(shared) == nil)
    }

    @Test func eachCallerIsTold() async throws {
        let timeline = slow()
        let core = timeline.core([.one])
        let operation = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(.one)])
        timeline.calls(["x"], of: operation, on: core)
        let told = Mutex<[String]>([])
        for (name, delay) in [("a", 10), ("b", 20)] {
            timeline.call(name, at: .seconds(delay)) { [time = timeline.time] in
                let capture = ResponseCapture()
                var options = CallOptions(coalesce: true, capture: capture)
                options.progressInterval = .seconds(30)
                options.onWait = { wait in
                    let now = time.now.nanoseconds / 1_000_000_000
                    told.withLock { $0.append("\(name) \(now) \(wait.waited) \(wait.remaining)") }
                }
                options.onProgress = { progress in told.withLock { $0.append("\(name) \(progress.bytes) bytes") } }
                let text = try await core.text(RequestBuilder(operation, options))
                told.withLock { $0.append("\(name) \(text) \(capture.response?.status ?? 0)") }
            }
        }
        await timeline.run()
        let expected = [
            "a 10 0.0 seconds 50.08 seconds", "b 20 10.0 seconds 40.08 seconds", "a 40 30.0 seconds 20.08 seconds",
            "b 40 30.0 seconds 20.08 seconds", "a 2 bytes", "b 2 bytes", "a {} 200", "b {} 200",
        ]
        #expect(told.withLock { $0 }.sorted() == expected.sorted())
    }

    /// 200 tasks read the same ten resources; every second one is cancelled at some time.
    @Test(arguments: [false, true]) func manyReaders(areCancelled: Bool) async {
        let refused = Mutex(0)
        let times = Mutex<[Int64]>([])
        let timeline = Timeline { sent in
            let now = sent.time.nanoseconds
            let isAdmitted = times.withLock { times in
                times.removeAll { $0 <= now - 2_000_000_000 }
                times.append(now)
                return times.count <= 60
            }
            if !isAdmitted { refused.withLock { $0 += 1 } }
            return ScriptedResponse.status(isAdmitted ? 200 : 429, sent.request.path ?? "")
                .after(.milliseconds(20 + sent.number * 37 % 300))
        }
        let policy = RateLimitPolicy(name: "p", numbers: .quota(60, per: .seconds(2)))
        let get = OperationDescriptor(id: "get", method: .get, path: "/books", limits: [AppliedLimit(policy)])
        let core = timeline.core([policy])
        let right = Mutex(0)
        for number in 0..<200 {
            // Those of odd numbers are cancelled, before, while and after the response comes.
            let delay = Duration.milliseconds(number * 53 % 400)
            timeline.call("\(number)", at: delay) { [shared] in
                var options = shared
                options.query = ["id": "\(number % 10)"]
                let text = try await core.text(RequestBuilder(get, options))
                if text == "/v1/books?id=\(number % 10)" { right.withLock { $0 += 1 } }
            }
            if areCancelled, number % 2 == 1 { timeline.cancel("\(number)", at: delay + .milliseconds(number % 250)) }
        }
        await timeline.run()
        #expect(refused.withLock { $0 } == 0)
        // They come within 0.4 s, and each resource takes up to 0.3 s.
        #expect((20..<40).contains(timeline.requests.count))
        let cancelled = timeline.diagram.split(separator: " ").count { $0.hasSuffix("!cancelled") }
        #expect(right.withLock { $0 } + cancelled == 200)
        #expect(areCancelled ? cancelled > 20 && cancelled <= 100 : cancelled == 0)
        let bucket = core.limits.snapshot()[0]
        #expect([bucket.inFlight, Double(bucket.waiting)] == [0, 0])
        #expect(core.coalesced.count == 0)
    }

    /// Nothing of a call is left when all is done, the client included.
    @Test func nothingIsLeft() async {
        let timeline = slow()
        weak var left: ClientCore?
        do {
            let core = timeline.core([.perMinute])
            left = core
            timeline.calls(["a", "b"], of: .list, on: core, shared)
            timeline.calls(["c"], of: .list, on: core, CallOptions(timeout: .milliseconds(10), coalesce: true))
        }
        timeline.cancel("a", at: .milliseconds(20))
        await timeline.run()
        #expect(timeline.diagram == "0s a | 0.01s c!timeout | 0.02s a!cancelled | 0.08s a:200 b.")
        #expect(left == nil)
    }
}

extension OperationDescriptor {
    static let free = OperationDescriptor(id: "free", method: .get, path: "/free")
}
