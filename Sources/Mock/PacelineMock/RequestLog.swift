import Foundation
import PacelineModel
import Synchronization

/// What the log says of one request: one JSON object on one line, members always in this order.
///
/// `arrival` and `received` are seconds on the server's monotonic clock: when the ledger decided, and when the head
/// came in; so is `reset`, when the whole quota of a policy is free again if nothing else comes. The delays are
/// milliseconds. The path goes without its query, which may carry a credential; with ``content``, the query and the
/// body stand at the end.
struct LogRecord: Hashable, Sendable {
    var arrival: Nanoseconds
    var received: Nanoseconds
    var method: String
    var path: String
    /// The operation's id; nil when the request meant none.
    var operation: String?
    /// The policies of the request as they stand after it.
    var standings: [Ledger.Standing]
    /// Whether no policy refused it.
    var isAdmitted: Bool
    var status: Int
    var delays: Delays
    /// What the request carried; nil when the log is not to show it.
    var content: LogContent?

    /// The two delays of a request: before the ledger decides, and after.
    struct Delays: Hashable, Sendable {
        var before: Nanoseconds
        var after: Nanoseconds

        init(before: Nanoseconds, after: Nanoseconds) {
            self.before = before
            self.after = after
        }
    }

    /// The record as JSON, without a line break.
    var line: String {
        let text = Sample.object([
            .init("arrival", .number(Self.fixedPoint(arrival, digits: 9))),
            .init("received", .number(Self.fixedPoint(received, digits: 9))),
            .init("method", .string(method)),
            .init("path", .string(path)),
            .init("operation", operation.map { .string($0) } ?? .null),
            .init("policies", .array(standings.map(json))),
            .init("admitted", .boolean(isAdmitted)),
            .init("status", .number(status)),
            .init("beforeMilliseconds", .number(Self.fixedPoint(delays.before, digits: 6))),
            .init("afterMilliseconds", .number(Self.fixedPoint(delays.after, digits: 6))),
        ]).jsonText
        guard let content else { return text }
        return "\(text.dropLast()),\(content.members)}"
    }

    private func json(_ standing: Ledger.Standing) -> Sample {
        let reset = standing.reset.map { Sample.number(Self.fixedPoint(arrival + $0, digits: 9)) }
        return .object([
            .init("policy", .string(standing.policy)), .init("bucket", .number(standing.bucket)),
            .init("cost", .quantity(standing.cost)), .init("inWindow", .quantity(standing.inWindow)),
            .init("admitted", .boolean(standing.isAdmitted)), .init("reset", reset ?? .null),
        ])
    }

    /// The value with its last digits behind the point, exactly.
    private static func fixedPoint(_ value: Nanoseconds, digits: Int) -> String {
        let text = String(value)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return "\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }
}

/// Query and body of a request for the log, without credentials.
struct LogContent: Hashable, Sendable {
    /// The query's pairs in order, percent-encoded anew (RFC 3986, section 2.1); empty when there is none.
    var query: String
    /// The body as JSON text on one line: itself where it is JSON, else a string. `null` without a body, or when it was
    /// too large to be kept.
    var body: String

    /// - Parameter schemes: the API's credentials; the values of those that stand in the query are replaced.
    init(_ request: MockRequest, schemes: [SecurityScheme]) {
        let secrets = schemes.compactMap { scheme in
            if case .query(let name) = scheme.placement { name } else { nil }
        }
        query = request.query.map { pair in
            let isSecret = secrets.contains { pair.name == $0 || pair.name.hasPrefix("\($0)[") }
            return "\(percentEncoded(pair.name))=\(isSecret ? "REDACTED" : percentEncoded(pair.value))"
        }.joined(separator: "&")
        body = if case .bytes(let bytes) = request.body { Self.json(bytes) } else { "null" }
    }

    /// The members of the log's object, without its braces.
    var members: String { "\"query\":\(Sample.string(query).jsonText),\"body\":\(body)" }

    private static func json(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard !bytes.isEmpty else { return "null" }
        guard isJSON(text, bytes) else { return Sample.string(text).jsonText }
        // Inside JSON's strings line breaks are escaped; elsewhere they are white space.
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" || $0 == "\r" ? " " : $0 }))
    }

    /// Whether the text is JSON as it stands. Foundation also reads UTF-16 and a byte order mark, neither of which can
    /// stand inside a line of UTF-8 (RFC 8259, section 8.1).
    private static func isJSON(_ text: String, _ bytes: [UInt8]) -> Bool {
        guard Array(text.utf8) == bytes, !bytes.contains(0), text.unicodeScalars.first != "\u{FEFF}" else {
            return false
        }
        return (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
    }
}

/// A file that takes the log. Every line is handed to the system as it is written, so that what a stopped process
/// leaves behind is complete.
final class LogFile: Sendable {
    private let handle: FileHandle
    private let failure = Mutex<(any Error)?>(nil)

    /// Empties the file, or creates it.
    init(path: String) throws(Mock.Failure) {
        let url = URL(filePath: path)
        do {
            try Data().write(to: url)
            handle = try FileHandle(forWritingTo: url)
        } catch {
            throw Mock.Failure(description: "the log \(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// Appends the line. After a failure, which ``check()`` reports, nothing more is written: a log with a gap would
    /// be counted wrong.
    func write(_ line: String) {
        failure.withLock { failure in
            guard failure == nil else { return }
            do { try handle.write(contentsOf: Data("\(line)\n".utf8)) } catch { failure = error }
        }
    }

    /// Throws if a line could not be written.
    func check() throws(Mock.Failure) {
        guard let error = failure.withLock({ $0 }) else { return }
        throw Mock.Failure(description: "the log is not complete: \(error.localizedDescription)")
    }
}
