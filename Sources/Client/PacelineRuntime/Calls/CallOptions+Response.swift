import Synchronization

/// Keeps the response of a call, for its header fields and its status beside the value that the call returns.
///
/// ```swift
/// let capture = ResponseCapture()
/// let pets = try await client.pets.listPets(options: CallOptions(capture: capture))
/// print(capture.response?[Petstore.Headers.xNext] ?? "no more")
/// ```
public final class ResponseCapture: Sendable {
    private let kept = Mutex<Response?>(nil)

    /// A capture that holds no response yet.
    public init() {}

    /// The response of the latest call that was made with this capture; nil before, and where a call got none.
    public var response: Response? { kept.withLock { $0 } }

    func keep(_ response: Response?) { kept.withLock { $0 = response } }
}

extension CallOptions {
    /// Makes a call with these options, and returns its value with the response that it was read from.
    ///
    ///     let (pets, response) = try await CallOptions.default.withResponse { options throws(CallError) in
    ///         try await client.pets.listPets(options: options)
    ///     }
    ///     print(response.status, response[Petstore.Headers.xNext] ?? "no more")
    ///
    /// Throws ``CallError`` when the call does; the response is in it then.
    public nonisolated(nonsending) func withResponse<Value>(
        _ call: nonisolated(nonsending) (CallOptions) async throws(CallError) -> Value
    ) async throws(CallError) -> (value: Value, response: Response) {
        let capture = ResponseCapture()
        let value = try await call(capturing(capture))
        guard let response = capture.response else { throw Self.notUsed }
        return (value, response)
    }

    /// Makes a call and returns its response as it came, for representations that the generated method does not read:
    /// other media types of the document, asked for by `accept`.
    ///
    ///     let response = try await CallOptions.default.rawResponse(accept: "text/csv") { options throws(CallError) in
    ///         _ = try await client.reports.getReport(options: options)
    ///     }
    ///
    /// Throws ``CallError`` when the call does for another reason than that its response could not be read.
    public nonisolated(nonsending) func rawResponse(
        accept: String, _ call: nonisolated(nonsending) (CallOptions) async throws(CallError) -> Void
    ) async throws(CallError) -> Response {
        let capture = ResponseCapture()
        var options = capturing(capture)
        options.accept = accept
        do throws(CallError) { try await call(options) } catch {
            guard error.code == .decoding, let response = capture.response else { throw error }
            return response
        }
        guard let response = capture.response else { throw Self.notUsed }
        return response
    }

    /// The options with a capture of their own; one that they have already is told all the same.
    private func capturing(_ capture: ResponseCapture) -> CallOptions {
        var options = self
        if let outer = self.capture {
            let told = onResponse
            options.onResponse = { response in
                outer.keep(response)
                told?(response)
            }
        }
        options.capture = capture
        return options
    }

    private static var notUsed: CallError {
        CallError(.invalidRequest, "the call was not made with the options that it was given")
    }
}
