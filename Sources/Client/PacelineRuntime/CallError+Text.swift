#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import PacelineLimiter

extension CallError: CustomStringConvertible {
    /// The operation, what happened, what is known about it and the start of what the server said, on one line.
    public var description: String {
        var text = operation.map { "\($0): " } ?? ""
        text += "\(message) [\(code.rawValue)"
        if let policy { text += ", policy \(policy)" }
        if let key, !key.isEmpty { text += ", key \(key)" }
        if attempts > 0 { text += ", attempts \(attempts)" }
        if let retryAfter { text += ", retry after \(retryAfter.formatted)" }
        if let id = response?.requestID { text += ", request id \(id)" }
        text += "]"
        if let excerpt = response?.excerpt { text += ": \(excerpt)" }
        return text
    }
}

extension CallError: LocalizedError {
    /// The same as the description.
    public var errorDescription: String? { description }
}

extension TransportError: LocalizedError {
    /// The same as the description.
    public var errorDescription: String? { description }
}

extension RateLimitError: LocalizedError {
    /// Which bucket did not admit the request, and why.
    public var errorDescription: String? {
        "no permit" + (bucketName.map { " of `\($0)`" } ?? "") + ": \(code)"
    }
}

extension CallError {
    /// The body of the response as a type of the caller's choice; nil where there is no response, and where its body is
    /// something else. ``problem`` knows the type that the document declares.
    public func problem<Value: JSONValue>(as type: Value.Type = Value.self) -> Value? { try? response?.decode(type) }

    /// Whether the call was cancelled by its task.
    public var isCancellation: Bool { code == .cancelled }

    /// Whether the same call may succeed later: it was refused, could not start in time, or the exchange failed in
    /// passing. Whether the server has processed it all the same is another question.
    public var isRetryable: Bool {
        switch code {
        case .refused, .deadline, .exhausted, .queueFull, .timeout, .transport: true
        case .response: response.map { $0.status == 408 || $0.status == 429 || $0.status >= 500 } ?? false
        default: false
        }
    }
}
