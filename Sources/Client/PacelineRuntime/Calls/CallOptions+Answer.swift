import Synchronization

extension CallOptions {
    /// Makes a call with these options, and returns its value with the answer that it was read from.
    ///
    ///     let (pets, answer) = try await CallOptions.standard.withAnswer { options throws(CallError) in
    ///         try await client.pets.listPets(options: options)
    ///     }
    ///     print(answer.status, answer[Petstore.Headers.xNext] ?? "no more")
    ///
    /// Throws ``CallError`` when the call does; the answer is in it then.
    public func withAnswer<Value>(
        _ call: (CallOptions) async throws(CallError) -> Value
    ) async throws(CallError) -> (value: Value, answer: CallError.Answer) {
        let keeper = AnswerKeeper()
        let value = try await call(keeper.options(self))
        guard let answer = keeper.answer else {
            throw CallError(.invalidRequest, "the call was not made with the options that it was given")
        }
        return (value, answer)
    }

    /// Makes a call and returns its answer as it came, for representations that the generated method does not read:
    /// other media types of the document, asked for by `accept`.
    ///
    ///     let answer = try await CallOptions.standard.rawAnswer(accept: "text/csv") { options throws(CallError) in
    ///         _ = try await client.reports.getReport(options: options)
    ///     }
    ///
    /// Throws ``CallError`` when the call does for another reason than that its answer could not be read.
    public func rawAnswer(
        accept: String, _ call: (CallOptions) async throws(CallError) -> Void
    ) async throws(CallError) -> CallError.Answer {
        let keeper = AnswerKeeper()
        var options = keeper.options(self)
        options.accept = accept
        do throws(CallError) { try await call(options) } catch {
            guard error.code == .decoding, let answer = keeper.answer else { throw error }
            return answer
        }
        guard let answer = keeper.answer else {
            throw CallError(.invalidRequest, "the call was not made with the options that it was given")
        }
        return answer
    }
}

/// Keeps the answer of one call.
private final class AnswerKeeper: Sendable {
    private let kept = Mutex<CallError.Answer?>(nil)

    var answer: CallError.Answer? { kept.withLock { $0 } }

    /// The options with the keeper behind what they tell already.
    func options(_ options: CallOptions) -> CallOptions {
        var options = options
        let told = options.onAnswer
        options.onAnswer = { answer in
            told?(answer)
            self.kept.withLock { $0 = answer }
        }
        return options
    }
}
