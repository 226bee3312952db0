public import HTTPTypes
public import Logging

/// Logs each request and its response: ``Middleware/logging(_:level:showing:)``.
///
/// Methods, paths, the names of header fields and of the query, statuses, times and request ids are shown. Of values
/// only those that are known to be harmless, or named: a credential may stand in any other. Bodies are not shown.
public struct LoggingMiddleware: Middleware {
    fileprivate let logger: Logger
    fileprivate let level: Logger.Level
    /// In lower case.
    fileprivate let shown: Set<String>

    /// Logs the request, sends it on, and logs what comes back.
    public func send(
        _ request: HTTPRequest, body: RequestBody, context: AttemptContext, next: CustomMiddleware.Next
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        guard logger.logLevel <= level else { return try await next(request, body) }
        let common: Logger.Metadata = [
            "operation": "\(context.operation.id)", "call": "\(context.call)", "attempt": "\(context.attempt)",
        ]
        log("request", common, ["request": "\(request.method.rawValue) \(target(request))"], request.headerFields)
        let clock = ContinuousClock()
        let start = clock.now
        do throws(TransportError) {
            let response = try await next(request, body)
            let facts: Logger.Metadata = [
                "status": "\(response.0.status.code)", "took": "\((clock.now - start).formatted)",
            ]
            log("response", common, facts, response.0.headerFields)
            return response
        } catch {
            log("no response", common, ["error": "\(error)", "took": "\((clock.now - start).formatted)"], [:])
            throw error
        }
    }

    private func log(
        _ message: Logger.Message, _ common: Logger.Metadata, _ own: Logger.Metadata, _ fields: HTTPFields
    ) {
        var metadata = common.merging(own) { $1 }
        if !fields.isEmpty { metadata["fields"] = .string(fields.map(text).joined(separator: "; ")) }
        logger.log(level: level, message, metadata: metadata)
    }

    private func text(_ field: HTTPField) -> String {
        let isShown = Self.harmless.contains(field.name.canonicalName) || shown.contains(field.name.canonicalName)
        return "\(field.name.rawName): \(isShown ? String(field.value.prefix(200)) : "[redacted]")"
    }

    /// Scheme, authority and path, and the query with its names alone.
    private func target(_ request: HTTPRequest) -> String {
        let path = request.path ?? "/"
        let pairs = request.queryPairs.map { name, pair in
            shown.contains(name.lowercased()) ? String(pair) : "\(name)=[redacted]"
        }
        let base = "\(request.scheme ?? "")://\(request.authority ?? "")\(path.prefix { $0 != "?" })"
        return pairs.isEmpty ? base : base + "?" + pairs.joined(separator: "&")
    }

    private static let harmless: Set<String> = [
        "accept", "accept-encoding", "accept-language", "age", "allow", "cache-control", "connection",
        "content-encoding", "content-language", "content-length", "content-type", "date", "deprecation", "etag",
        "expires", "idempotency-key", "if-match", "if-modified-since", "if-none-match", "last-modified", "ratelimit",
        "ratelimit-limit", "ratelimit-policy", "ratelimit-remaining", "ratelimit-reset", "retry-after", "server",
        "sunset", "transfer-encoding", "user-agent", "vary", "via", "x-correlation-id", "x-ratelimit-limit",
        "x-ratelimit-remaining", "x-ratelimit-reset", "x-request-id",
    ]
}

extension Middleware where Self == LoggingMiddleware {
    /// Logs each request and its response, without the values that may be secrets.
    ///
    /// - Parameters:
    ///   - logger: Where they go.
    ///   - level: The level of the messages; above the logger's own nothing is made of them.
    ///   - showing: Names of further header fields and of parameters of the query whose values are shown.
    public static func logging(
        _ logger: Logger, level: Logger.Level = .debug, showing: Set<String> = []
    ) -> LoggingMiddleware {
        LoggingMiddleware(logger: logger, level: level, shown: Set(showing.map { $0.lowercased() }))
    }
}
