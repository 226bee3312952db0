import Synchronization

extension CallOptions {
    /// Makes a call with these options, and returns its value with the response that it was read from.
    ///
    ///     let (pets, response) = try await CallOptions.default.withResponse { options throws(CallError) in
    ///         try await client.pets.listPets(options: options)
    ///     }
    ///     print(response.status, response[Petstore.Headers.xNext] ?? "no more")
    ///
    /// Throws ``CallError`` when the call does; the response is in it then.
    public func withResponse<Value>(
        _ call: (CallOptions) async throws(CallError) -> Value
    ) async throws(CallError) -> (value: Value, response: Response) {
        let keeper = ResponseKeeper()
        let value = try await call(keeper.options(self))
        guard let response = keeper.response else {
            throw CallError(.invalidRequest, "the call was not made with the options that it was given")
        }
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
    public func rawResponse(
        accept: String, _ call: (CallOptions) async throws(CallError) -> Void
    ) async throws(CallError) -> Response {
        let keeper = ResponseKeeper()
        var options = keeper.options(self)
        options.accept = accept
        do throws(CallError) { try await call(options) } catch {
            guard error.code == .decoding, let response = keeper.response else { throw error }
            return response
        }
        guard let response = keeper.response else {
            throw CallError(.invalidRequest, "the call was not made with the options that it was given")
        }
        return response
    }
}

/// Keeps the response of one call.
private final class ResponseKeeper: Sendable {
    private let kept = Mutex<Response?>(nil)

    var response: Response? { kept.withLock { $0 } }

    /// The options with the keeper behind what they tell already.
    func options(_ options: CallOptions) -> CallOptions {
        var options = options
        let told = options.onResponse
        options.onResponse = { response in
            told?(response)
            self.kept.withLock { $0 = response }
        }
        return options
    }
}
