import HTTPTypes

/// What a stream's values are read of: the response of a call that has succeeded.
struct StreamOpening: Sendable {
    let run: CallRun
    let response: Response
    /// nil where the body is there as a whole.
    let body: OpenBody?

    /// A parser that has what is there.
    func parser(_ shape: StreamShape, behind place: StreamPlace = StreamPlace()) -> any StreamParser {
        var parser = shape.format.parser(limit: run.call.core.options.maximumBodyBytes, behind: place)
        if body == nil { parser.append(response.body) }
        return parser
    }

    /// Why it is no stream of the shape: read as events, JSON or a page would be a stream without any.
    func problem(_ shape: StreamShape) -> CallError? {
        guard case .events = shape.format, let media = response.mediaType,
            media.isJSON || media.essence == "text/html"
        else { return nil }
        return CallError(.decoding, "the response is \(media.essence) and no stream of events", response: response)
            .of(run.call.operation, attempts: run.attempts)
    }
}

/// How a stream is written.
struct StreamShape: Sendable {
    let format: StreamFormat
    /// The data that ends it.
    let end: [UInt8]?
    /// Whether events without data are left out.
    let needsData: Bool
    /// Whether it can be gone on with behind an event whose id is known.
    let canResume: Bool

    init(format: StreamFormat, end: String?, needsData: Bool = false, canResume: Bool = false) {
        self.format = format
        self.end = end.map { Array($0.utf8) }
        self.needsData = needsData
        self.canResume = canResume
    }

    func isEnd(_ part: StreamPart) -> Bool { part.problem == nil && part.data == end }
}

extension CallRun {
    /// Makes the call again whose response broke off before anything of it was used, as after any failure in passing,
    /// but not before the time is over that the server asks to wait.
    func repeated(after failure: CallError, wait: Duration?) async throws(CallError) -> StreamOpening {
        var run = self
        do throws(CallError) { try await run.beginAgain(after: failure, atLeast: wait ?? .zero) } catch {
            throw error.of(call.operation, attempts: attempts)
        }
        let (response, body) = try await run.response()
        return StreamOpening(run: run, response: response, body: body)
    }
}

extension Call {
    /// What comes behind the event of this id, by a call of its own (WHATWG, "HTML", section 9.2.4).
    ///
    /// - Parameters:
    ///   - failure: How the stream broke off.
    ///   - vain: How often that happened since the last event, this time included.
    ///   - wait: The time that the server asks to wait before that.
    func resumedStream(
        behind id: String, after failure: CallError, vain: Int, wait: Duration?
    ) async throws(CallError) -> StreamOpening {
        guard let field = HTTPField.Name("Last-Event-ID"), HTTPField.isValidValue(id),
            try await pause(beforeGoingOn: vain, after: failure, atLeast: wait ?? .zero)
        else { throw failure }
        var builder = builder
        builder.options.headers[field] = id
        var run = CallRun(Call(core: core, request: builder, reading: .streamed))
        let (response, body) = try await run.response()
        return StreamOpening(run: run, response: response, body: body)
    }
}
