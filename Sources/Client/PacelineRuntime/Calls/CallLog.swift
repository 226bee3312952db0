import Logging

/// What is logged of a call: that it was refused, waits, is repeated or gave up at debug level, each request at trace.
///
/// Everything stands in the metadata: the operation, the number of requests so far, the policy, the wait in words. Of a
/// request or a response nothing but the status is logged, so no credential can be.
struct CallLog: Sendable {
    let logger: Logger?
    let operation: OperationDescriptor

    /// Whether debug messages are kept.
    var isDebugging: Bool { logger.map { $0.logLevel <= .debug } ?? false }

    func trace(_ message: String, _ attempts: Int, status: Int? = nil) {
        logger?.trace("\(message)", metadata: metadata(attempts, ["status": status.map { "\($0)" }]))
    }

    func debug(
        _ message: String, _ attempts: Int, policy: String? = nil, wait: Duration? = nil,
        error: CallError? = nil, limit: String? = nil
    ) {
        logger?.debug(
            "\(message)",
            metadata: metadata(
                attempts,
                [
                    "policy": policy, "wait": wait?.formatted, "limit": limit,
                    "error": error.map { "\($0.code.rawValue): \($0.message)" },
                ]))
    }

    private func metadata(_ attempts: Int, _ values: [String: String?]) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["operation": "\(operation.id)", "attempt": "\(attempts)"]
        for case (let name, let value?) in values { metadata[name] = "\(value)" }
        return metadata
    }
}
