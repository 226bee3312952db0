package import HTTPTypes
import PacelineLimiter
import Synchronization

/// A response on its way: a transport says here what it hears, and one reader at a time waits for what is next.
///
/// It ends by itself when its time is over or its reader's task is cancelled, whatever the HTTP client below does, and
/// ends what the client does with it. Dropping the body before its end does that, too.
package final class ArrivingResponse: Expiring {
    /// What the client is to do after some bytes of a body.
    package enum Reception {
        case goOn
        /// The reader is behind: wait for ``whenThereIsRoom(_:)``, where that is possible.
        case wait
        /// More has come than will be read.
        case stop
    }

    private enum Waiter {
        case head(CheckedContinuation<Result<HTTPResponse, TransportError>, Never>)
        case chunk(CheckedContinuation<Result<[UInt8]?, TransportError>, Never>)
    }

    private struct State {
        var head: HTTPResponse?
        /// What has come and was not read.
        var buffer: [UInt8] = []
        var received = 0
        var end: Result<Void, TransportError>?
        var waiter: Waiter?
        /// Lets the client go on.
        var goOn: (@Sendable () -> Void)?
        /// Ends what the client does.
        var stop: (@Sendable () -> Void)?
        /// When it ends by itself.
        var ticket: Timer?
        /// Whether the body takes its time.
        var isStreaming = false
        /// How long a reader then waits for a chunk; nil without a bound.
        var idle: (deadlines: Deadlines, timeout: Duration)?
        var isCancelled = false

        /// Takes some bytes, or hands them to the one who waits for them. Past the bound there is one byte more than
        /// will be read, and then no more.
        mutating func receive(
            _ bytes: UnsafeRawBufferPointer, _ context: TransportContext
        ) -> (Waiter?, Reception) {
            // A client that is kept back late may have some more.
            let isFull =
                context.isStreamed
                ? buffer.count > max(context.maximumBodyBytes, 16 * ArrivingResponse.mostUnread)
                : received > context.maximumBodyBytes
            guard end == nil, !isFull else { return (nil, .stop) }
            received += bytes.count
            let isEnough = !context.isStreamed && received > context.maximumBodyBytes
            if case .chunk = waiter { return (waiter.take(), isEnough ? .stop : .goOn) }
            buffer.append(contentsOf: bytes)
            return (nil, isEnough ? .stop : buffer.count > ArrivingResponse.mostUnread ? .wait : .goOn)
        }
    }

    private typealias Timer = (deadlines: Deadlines, ticket: Deadlines.Ticket)
    /// How many unread bytes make a client wait that can.
    private static let mostUnread = 1 << 16

    private let state = Mutex(State())
    private let context: TransportContext

    /// A response to a request that is about to be sent.
    package init(_ context: TransportContext) { self.context = context }

    /// The request is under way; `stop` ends what the client does with it.
    package func begin(stop: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            if state.end == nil {
                state.stop = stop
                if let (deadlines, instant) = context.deadline {
                    state.ticket = (deadlines, deadlines.insert(self, at: instant))
                }
            }
            return state.end != nil
        }
        if isOver { stop() }
    }

    // MARK: The reader

    /// Waits for the head.
    package func head() async throws(TransportError) -> HTTPResponse {
        let head = await heedingCancellation {
            await withCheckedContinuation { continuation in
                let ready: Result<HTTPResponse, TransportError>? = state.withLock { state in
                    if let head = state.head { return .success(head) }
                    if let end = state.end { return end.head }
                    state.waiter = .head(continuation)
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        }
        return try head.get()
    }

    /// The body, from where it has been read.
    package var body: ResponseBody {
        let reader = Reader(response: self)
        return ResponseBody(of: self) { () throws(TransportError) in try await reader.response.chunk() }
    }

    /// Lets the body take its time from now on, but for the time between two chunks.
    func beginStreaming(_ idleTimeout: Duration?, _ deadlines: Deadlines) {
        let ticket = state.withLock { state in
            state.isStreaming = true
            state.idle = idleTimeout.map { (deadlines, $0) }
            defer { state.ticket = nil }
            return state.ticket
        }
        if let (deadlines, ticket) = ticket { deadlines.remove(ticket) }
    }

    /// Waits for the next bytes; nil at the end.
    private func chunk() async throws(TransportError) -> [UInt8]? {
        if let ready = next(or: nil) { return try ready.get() }
        let chunk = await heedingCancellation {
            await withCheckedContinuation { continuation in
                if let ready = next(or: continuation) { continuation.resume(returning: ready) }
            }
        }
        return try chunk.get()
    }

    /// What is there to be read, and lets the client go on; nil where nothing is yet: then `continuation` waits for it.
    private func next(
        or continuation: CheckedContinuation<Result<[UInt8]?, TransportError>, Never>?
    ) -> Result<[UInt8]?, TransportError>? {
        let (ready, goOn) = state.withLock { state -> (Result<[UInt8]?, TransportError>?, (@Sendable () -> Void)?) in
            if !state.buffer.isEmpty {
                let (bytes, goOn) = (state.buffer, state.goOn)
                (state.buffer, state.goOn) = ([], nil)
                return (.success(bytes), goOn)
            }
            if let end = state.end { return (end.chunk, nil) }
            if state.waiter != nil {
                let message = "the response's body is already being read"
                return (.failure(TransportError(.maybeSent, message, underlying: AlreadyRead())), nil)
            }
            if let continuation {
                state.waiter = .chunk(continuation)
                if let (deadlines, timeout) = state.idle {
                    state.ticket = (deadlines, deadlines.insert(self, after: timeout))
                }
            }
            return (nil, nil)
        }
        goOn?()
        return ready
    }

    private func heedingCancellation<Value>(_ wait: () async -> Value) async -> Value {
        await withTaskCancellationHandler(operation: wait) { cancel() }
    }

    // MARK: The client

    /// The head has come.
    package func received(_ head: HTTPResponse) {
        let waiter = state.withLock { state -> Waiter? in
            guard state.end == nil else { return nil }
            state.head = head
            guard case .head = state.waiter else { return nil }
            return state.waiter.take()
        }
        if case .head(let continuation) = waiter { continuation.resume(returning: .success(head)) }
    }

    /// Some bytes of the body have come.
    package func received(_ bytes: UnsafeRawBufferPointer) -> Reception {
        let (waiter, reception, ticket) = state.withLock { state in
            let (waiter, reception) = state.receive(bytes, context)
            guard waiter != nil, state.isStreaming else { return (waiter, reception, nil as Timer?) }
            defer { state.ticket = nil }
            return (waiter, reception, state.ticket)
        }
        if let (deadlines, ticket) = ticket { deadlines.remove(ticket) }
        if case .stop = reception, context.isStreamed {
            end(TransportError(.maybeSent, "the response came faster than it was read"))
        }
        if case .chunk(let continuation) = waiter { continuation.resume(returning: .success(Array(bytes))) }
        return reception
    }

    /// Calls `goOn` when the reader has read what came, or the response has ended.
    package func whenThereIsRoom(_ goOn: @escaping @Sendable () -> Void) {
        let isNow = state.withLock { state in
            let isNow = state.buffer.isEmpty || state.end != nil
            if !isNow { state.goOn = goOn }
            return isNow
        }
        if isNow { goOn() }
    }

    /// The response has come to its end, or fails. Once it has ended, nothing more is heard.
    package func ended(_ error: TransportError? = nil) { end(error) }

    // MARK: Ends

    /// The time is over.
    package func expire() {
        let isCancelled = state.withLock { $0.isCancelled }
        end(isCancelled ? .cancelled : .timedOut)?()
    }

    /// The reader's task was cancelled. The client may still know whether the request was sent.
    private func cancel() {
        let (stop, timer, isStreaming) = state.withLock { state in
            state.isCancelled = true
            return (state.stop, state.ticket, state.isStreaming)
        }
        // The head has come: there is nothing more to learn.
        if isStreaming { end(.cancelled) }
        if let instant = context.deadline?.instant, let timer {
            timer.deadlines.hasten(timer.ticket, from: instant, grace: Exchange.cancellationGrace)
        }
        stop?()
    }

    /// Ends it for whoever reads it.
    func giveUp() { end(.cancelled)?() }

    /// Nobody reads it any more.
    fileprivate func abandon() { end(TransportError(.maybeSent, "the response was dropped"))?() }

    /// Ends it, and returns what ends the client's work where it was under way.
    @discardableResult private func end(_ error: TransportError?) -> (@Sendable () -> Void)? {
        let ended = state.withLock { state -> State? in
            guard state.end == nil else { return nil }
            let before = state
            state.end = error.map(Result.failure) ?? .success(())
            (state.waiter, state.goOn, state.stop, state.ticket) = (nil, nil, nil, nil)
            return before
        }
        guard let ended else { return nil }
        if let (deadlines, ticket) = ended.ticket { deadlines.remove(ticket) }
        ended.goOn?()
        let result = error.map(Result<Void, TransportError>.failure) ?? .success(())
        switch ended.waiter {
        case .head(let continuation): continuation.resume(returning: result.head)
        case .chunk(let continuation): continuation.resume(returning: result.chunk)
        case nil: break
        }
        return ended.stop
    }

    /// Ends the response with the last reference to its body.
    private final class Reader: Sendable {
        let response: ArrivingResponse

        init(response: ArrivingResponse) { self.response = response }

        deinit { response.abandon() }
    }
}

extension Result<Void, TransportError> {
    fileprivate var head: Result<HTTPResponse, TransportError> {
        flatMap { .failure(TransportError(.maybeSent, "the server's response has no head")) }
    }

    fileprivate var chunk: Result<[UInt8]?, TransportError> { map { nil } }
}

extension TransportError {
    /// What a transport throws whose time is over.
    package static let timedOut = TransportError(
        .maybeSent, "the response did not come in time", underlying: DeadlineExceeded())
    package static let cancelled = TransportError(
        .maybeSent, "the exchange was cancelled", underlying: CancellationError())

    /// Whether a transport that keeps time gave up.
    package var isTimeout: Bool { underlying is DeadlineExceeded }

    private struct DeadlineExceeded: Error {}
}

/// Two read a body at the same time.
struct AlreadyRead: Error {}

/// A transport whose exchanges end at ``TransportContext/deadline`` by themselves, whatever its HTTP client does: then
/// no other task has to wait beside them.
package protocol TransportKeepingTime: Transport {
    /// Whether its time is none that passes, so that middleware is not bounded either.
    var isTimeSimulated: Bool { get }
}

extension TransportKeepingTime {
    package var isTimeSimulated: Bool { false }
}
