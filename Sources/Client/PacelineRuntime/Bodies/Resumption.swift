import HTTPTypes
import PacelineLimiter

/// How a download goes on that broke off: by a range request (RFC 9110, section 14) for the rest of the same
/// representation.
struct Resumption: Sendable {
    private let call: Call
    /// What tells whether it is still the same (RFC 9110, section 13.1.5).
    private let validator: String

    /// What a further request gets: the rest of the body, and the length of the whole.
    struct Rest {
        let body: OpenBody
        let total: Int
    }

    /// nil where the response does not offer it, or nobody could tell whether the rest belongs to it: one without a
    /// strong validator, one that is decoded on the way, one that is a part itself.
    init?(of response: Response, to call: Call) {
        let fields = response.headerFields
        guard response.status == 200, call.operation.method == .get, !call.isResumption,
            call.builder.options.headers[.range] == nil,
            fields.offersRanges, fields.isEncodedAsIs, let validator = fields.strongValidator
        else { return nil }
        self.call = call
        self.validator = validator
    }

    /// The body's bytes from `start` on; nil where the server has them no more.
    ///
    /// - Parameters:
    ///   - total: The length of the whole; nil where it is not known.
    ///   - failure: How the body broke off.
    ///   - vain: How often that happened since the last byte, this time included.
    func rest(
        from start: Int, of total: Int?, after failure: CallError, vain: Int
    ) async throws(CallError) -> Rest? {
        guard try await call.pause(beforeGoingOn: vain, after: failure) else { return nil }
        var run = CallRun(Call(resuming: call, from: start, validator))
        let (response, body) = try await run.response()
        guard response.status == 206, let body, let whole = whole(response.headerFields, from: start) else {
            return nil
        }
        return total.map { $0 == whole } ?? true ? Rest(body: body, total: whole) : nil
    }
}

extension Resumption {
    /// The length of the whole, where a part is the rest of the same representation, whatever the server made of the
    /// condition; nil where it is not.
    private func whole(_ fields: HTTPFields, from start: Int) -> Int? {
        guard fields.isEncodedAsIs, let range = fields.contentRange, range.first == start, range.last + 1 == range.whole
        else { return nil }
        if let told = fields[.eTag], told != validator { return nil }
        if let rest = fields.bodyLength, start + rest != range.whole { return nil }
        return range.whole
    }
}

extension Call {
    /// Waits before a further request goes on with a body that broke off; false where none may be sent.
    ///
    /// - Parameters:
    ///   - vain: How often it broke off since something of it came, this time included.
    ///   - failure: How it broke off.
    ///   - least: The time that the server asks to wait.
    func pause(
        beforeGoingOn vain: Int, after failure: CallError, atLeast least: Duration = .zero
    ) async throws(CallError) -> Bool {
        guard vain < retry.attempts else { return false }
        core.budget.spend(retry.budget)
        guard core.budget.allowsRepetition(retry.budget), least <= retry.maximumWait(of: nil) else { return false }
        let delay = max(least, retry.backoff.delay(afterFailure: vain, random: core.options.random()))
        log.debug("broke off, going on", vain, wait: delay, error: failure)
        do { try await time.sleep(until: time.now() + delay) } catch {
            throw CallError(.cancelled, "the call was cancelled").of(operation, attempts: vain)
        }
        return true
    }

    /// Another call for what `call` did not get: its bytes from `start` on, unless they have changed.
    convenience init(resuming call: Call, from start: Int, _ validator: String) {
        var builder = call.builder
        builder.options.headers[.range] = "bytes=\(start)-"
        builder.options.headers[.ifRange] = validator
        builder.options.onProgress = nil
        builder.options.onResponse = nil
        builder.options.capture = nil
        self.init(core: call.core, request: builder, reading: .streamed, isResumption: true)
    }
}

extension HTTPFields {
    /// Whether the body is what the server has, and not a coding of it (RFC 9110, section 8.4).
    var isEncodedAsIs: Bool { self[.contentEncoding].map { $0.isEmpty || $0.lowercased() == "identity" } ?? true }

    /// Whether the server answers range requests (RFC 9110, section 14.3).
    fileprivate var offersRanges: Bool {
        let units = self[.acceptRanges]?.split(separator: ",") ?? []
        return units.contains { String($0).trimmed.lowercased() == "bytes" }
    }

    /// The length of the body; nil where it is not told, or is that of a coding that is decoded on the way.
    var bodyLength: Int? {
        guard isEncodedAsIs, let length = self[.contentLength].flatMap({ Int($0) }), length >= 0 else { return nil }
        return length
    }

    /// What tells that a representation is the same byte by byte (RFC 9110, section 8.8.3). A date does not, unless
    /// more is known of the server's clock.
    fileprivate var strongValidator: String? { self[.eTag].flatMap { $0.hasPrefix("W/") ? nil : $0 } }

    /// Which part of the whole it is, from byte to byte (RFC 9110, section 14.4); nil where that is not told whole.
    fileprivate var contentRange: (first: Int, last: Int, whole: Int)? {
        guard let range = self[.contentRange], range.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = range.dropFirst("bytes ".count).split(separator: "/").map { $0.split(separator: "-") }
        let numbers = parts.joined().compactMap { Int(String($0).trimmed) }
        guard parts.map(\.count) == [2, 1], numbers.count == 3, numbers.allSatisfy({ $0 >= 0 && $0 < Int.max }) else {
            return nil
        }
        return (numbers[0], numbers[1], numbers[2])
    }
}
