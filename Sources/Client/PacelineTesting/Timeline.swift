public import HTTPTypes
public import PacelineLimiter
public import PacelineRuntime
import Synchronization

/// Calls against a scripted server on virtual time, and what became of them as text: a timeline ("marble") test.
///
/// A test names its calls, says when each is made, and compares the text. Nothing waits for real, and the outcome is
/// the same in every run: all tasks take turns on one thread, and the time moves on only when none of them can.
///
/// ```swift
/// let timeline = Timeline { request in request.number == 1 ? .status(429) : .status(200, "{}") }
/// let client = LibraryClient(transport: timeline, options: timeline.options)
/// for name in ["a", "b", "c"] { timeline.call(name) { try await client.books.list() } }
/// await timeline.run()
/// #expect(timeline.sends == "0s a b | 60s b c")
/// ```
///
/// Each step of a text is a time and what happened then, in order:
///
/// | Text | Meaning |
/// | --- | --- |
/// | `a` | A request of the call `a` was sent. |
/// | `a:200` | The head of its response came, with this status. |
/// | `a:lost`, `a:unsent` | The exchange failed; the request may have reached the server, or has not. |
/// | `a.` | The call ended with a value. |
/// | `a!refused` | The call ended with an error of this code. |
public final class Timeline: Transport {
    /// What the server is scripted to do with a request.
    public typealias Script = @Sendable (RecordingTransport.Sent) async -> ScriptedResponse

    private struct Call: Sendable {
        var start: Instant
        var body: @Sendable () async throws -> Void
    }

    private struct State {
        var calls: [(name: String, call: Call)] = []
        var tasks: [String: Task<Void, Never>] = [:]
        var cancellations: [(name: String, instant: Instant)] = []
        var running = 0
        var events = MarbleText()
        var levels: [String: MarbleText] = [:]
    }

    /// The name of the call that the present task makes.
    @TaskLocal private static var name = "?"

    /// The virtual time, which begins at zero.
    public let time: ManualTimeSource
    /// The limiter that the calls are to be made with. Its gates open exactly at the time told.
    public let limiter: RateLimiter
    private let recording: RecordingTransport
    private let executor: TimelineExecutor
    private let state = Mutex(State())

    /// A timeline whose server does with each request what `script` returns for it. Waits after refusals are the
    /// shortest.
    public convenience init(script: @escaping Script = { _ in .status(200, "{}") }) {
        self.init(random: { 0 }, script: script)
    }

    /// The same with numbers from 0 up to 1, from which the waits after refusals are taken.
    public init(random: @escaping @Sendable () -> Double, script: @escaping Script) {
        let (time, executor) = (ManualTimeSource(), TimelineExecutor())
        var source = time.source
        source.executor = executor
        self.time = time
        self.executor = executor
        limiter = RateLimiter(time: source, random: random)
        recording = RecordingTransport(time: source, response: script)
    }

    /// Options of a client on this timeline: its limiter, windows without clock margin, jitter in the middle, no bound
    /// for an attempt's time.
    public var options: ClientOptions {
        ClientOptions(
            limiter: limiter, limits: LimitSettings(clockMargin: .none), attemptTimeout: nil, random: { 0.5 },
            wallTime: { [time] in Double(time.now.nanoseconds) / 1e9 })
    }

    /// The requests that were sent.
    public var requests: [RecordingTransport.Sent] { recording.sent }

    // MARK: What is to happen

    /// Has a call made when so much time has passed. Calls of one time are made in the order in which they were named.
    ///
    /// Make it through a client on this timeline; errors other than `CallError` are shown as `error`.
    public func call(_ name: String, at delay: Duration = .zero, _ body: @escaping @Sendable () async throws -> Void) {
        let call = Call(start: .zero + delay, body: body)
        state.withLock { $0.calls.append((name, call)) }
    }

    /// Has the task of a call cancelled when so much time has passed, before anything else happens then.
    public func cancel(_ name: String, at delay: Duration) {
        state.withLock { $0.cancellations.append((name, .zero + delay)) }
    }

    /// Lets everything happen, until all calls have ended and nobody sleeps, or until `end`.
    public func run(until end: Duration? = nil) async {
        start()
        while !Task.isCancelled {
            executor.runToRest()
            noteLevels()
            guard state.withLock({ $0.running > 0 }) else { return }
            guard let next = nextTime else {
                // Somebody waits for something outside of this timeline.
                await Task.yield()
                continue
            }
            if let end, next > .zero + end { return }
            time.advance(to: next)
            cancelDue()
        }
    }

    private func start() {
        let calls = state.withLock { state in
            defer { state.calls = [] }
            state.running += state.calls.count
            return state.calls
        }
        for (name, call) in calls {
            let task = Task.detached(executorPreference: executor) { [self] in
                try? await time.source.sleep(until: call.start)
                await Self.$name.withValue(name) { await make(call) }
            }
            state.withLock { $0.tasks[name] = task }
        }
    }

    private func make(_ call: Call) async {
        do {
            try await call.body()
            note(Self.name + ".")
        } catch {
            note("\(Self.name)!\((error as? CallError)?.code.rawValue ?? "error")")
        }
        state.withLock { $0.running -= 1 }
    }

    private var nextTime: Instant? {
        let cancellation = state.withLock { $0.cancellations.map(\.instant).min() }
        return [time.nextWake, cancellation].compactMap(\.self).min()
    }

    private func cancelDue() {
        let now = time.now
        let due = state.withLock { state in
            defer { state.cancellations.removeAll { $0.instant <= now } }
            return state.cancellations.filter { $0.instant <= now }.compactMap { state.tasks[$0.name] }
        }
        for task in due { task.cancel() }
    }

    // MARK: What happened

    /// When requests were sent: `0s a b | 60s c`.
    public var sends: String { state.withLock { $0.events.text { !$0.contains { ":.!".contains($0) } } } }

    /// Everything that happened to the calls: `0s a b a:200 a. b:429 | 60s b b:200 b.`
    public var diagram: String { state.withLock { $0.events.text { _ in true } } }

    /// How full a bucket was when everything had come to rest at a time, wherever that changed: what is in flight or
    /// held of the capacity, how many wait, and for how long the bucket is shut: `0s 2/2 +1 | 60s 1/2`,
    /// `0s 1/2 shut 5s`.
    ///
    /// - Parameter bucket: The bucket's name, such as `Library/per-minute`, and behind a blank its key where it has
    ///   one.
    public func levels(of bucket: String) -> String {
        state.withLock { $0.levels[bucket]?.text { _ in true } ?? "" }
    }

    private func noteLevels() {
        let now = time.now
        for bucket in limiter.snapshot() {
            let name = bucket.key.isEmpty ? bucket.name : "\(bucket.name) \(bucket.key)"
            var text = "\(MarbleText.number(bucket.held + bucket.inFlight))/\(MarbleText.number(bucket.capacity))"
            if bucket.waiting > 0 { text += " +\(bucket.waiting)" }
            if let end = bucket.gatedUntil, end > now { text += " shut \(MarbleText.time(end - now))" }
            state.withLock { $0.levels[name, default: MarbleText()].replace(by: text, at: now) }
        }
    }

    private func note(_ event: String) {
        let now = time.now
        state.withLock { $0.events.append(event, at: now) }
    }

    // MARK: The server

    /// Records the request under the name of the call that sends it, and answers as scripted.
    public func send(
        _ request: HTTPRequest, body: RequestBody, context: TransportContext
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        let name = Self.name
        note(name)
        do throws(TransportError) {
            let response = try await recording.send(request, body: body, context: context)
            note("\(name):\(response.0.status.code)")
            return response
        } catch {
            note("\(name):\(error.delivery == .notSent ? "unsent" : "lost")")
            throw error
        }
    }
}
