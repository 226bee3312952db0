extension ClientCore {
    /// Makes the call and returns the events that the response brings, their data read as JSON.
    ///
    /// An event with empty data says nothing that could be read, and is left out.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - end: The data that ends the stream; nil where only its end does.
    ///   - canResume: Whether the operation takes the id of the last event.
    /// - Throws: ``CallError`` for everything but a success with a stream.
    public func events<Value: JSONValue>(
        _ request: RequestBuilder, end: String? = nil, canResume: Bool = false
    ) async throws(CallError) -> ValueStream<ServerSentEvent<Value>> {
        let (dates, room) = (api.dates, options.room)
        let shape = StreamShape(format: .events, end: end, needsData: true, canResume: canResume)
        return try await stream(request, shape) { part throws(JSONError) in
            let value = try JSONReader.decode(Value.self, from: part.data, dates: dates, room: room)
            return ServerSentEvent(event: part.event, id: part.id, retry: part.retry, data: value)
        }
    }

    /// Makes the call and returns the events that the response brings, their data as it stands.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - end: The data that ends the stream; nil where only its end does.
    ///   - canResume: Whether the operation takes the id of the last event.
    /// - Throws: ``CallError`` for everything but a success with a stream.
    public func textEvents(
        _ request: RequestBuilder, end: String? = nil, canResume: Bool = false
    ) async throws(CallError) -> ValueStream<ServerSentEvent<String>> {
        try await stream(request, StreamShape(format: .events, end: end, canResume: canResume)) {
            part throws(JSONError) in
            let text = String(decoding: part.data, as: UTF8.self)
            return ServerSentEvent(event: part.event, id: part.id, retry: part.retry, data: text)
        }
    }

    /// Makes the call and returns the values that the response brings, each on a line of its own.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - end: The line that ends the stream; nil where only its end does.
    /// - Throws: ``CallError`` for everything but a success.
    public func lines<Value: JSONValue>(
        _ request: RequestBuilder, end: String? = nil
    ) async throws(CallError) -> ValueStream<Value> {
        try await values(request, .lines, end)
    }

    /// Makes the call and returns the values of the JSON text sequence that the response is (RFC 7464).
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - end: The text that ends the stream; nil where only its end does.
    /// - Throws: ``CallError`` for everything but a success.
    public func sequence<Value: JSONValue>(
        _ request: RequestBuilder, end: String? = nil
    ) async throws(CallError) -> ValueStream<Value> {
        try await values(request, .sequence, end)
    }

    private func values<Value: JSONValue>(
        _ request: RequestBuilder, _ format: StreamFormat, _ end: String?
    ) async throws(CallError) -> ValueStream<Value> {
        let (dates, room) = (api.dates, options.room)
        return try await stream(request, StreamShape(format: format, end: end)) { part throws(JSONError) in
            try JSONReader.decode(Value.self, from: part.data, dates: dates, room: room)
        }
    }

    private func stream<Element>(
        _ request: RequestBuilder, _ shape: StreamShape, read: @escaping StreamReader<Element>.Read
    ) async throws(CallError) -> ValueStream<Element> {
        let (response, body, run) = try await outcome(of: request, .streamed)
        let opening = StreamOpening(run: run, response: response, body: body)
        if let problem = opening.problem(shape) {
            body?.cancel()
            throw problem
        }
        return ValueStream(StreamReader(opening, shape, read: read))
    }
}
