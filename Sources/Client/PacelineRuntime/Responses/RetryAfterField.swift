import HTTPTypes

/// Reads the Retry-After field (RFC 9110, section 10.2.3) and the finer one that some servers send beside it.
enum RetryAfterField {
    /// The wait that the fields ask for, at most a year; nil when they are missing, malformed, or ask for none: a
    /// server that refuses and says "at once", or names a date that is over, does not know when.
    ///
    /// A date is held against the response's own Date field, not against the client's clock, which may be off.
    static func wait(_ fields: HTTPFields, clock: ResponseClock) -> Duration? {
        milliseconds(fields)?.ifLonger ?? fields[.retryAfter].flatMap { wait($0.trimmed, clock: clock) }?.ifLonger
    }

    private static func wait(_ text: String, clock: ResponseClock) -> Duration? {
        Duration(retryAfter: text)
            ?? HTTPDate.seconds(text, near: clock.wall).flatMap { clock.wait(until: Double($0), bound: nil) }
    }

    private static func milliseconds(_ fields: HTTPFields) -> Duration? {
        guard let text = fields.value(of: "retry-after-ms"), let thousands = Duration.seconds(decimal: text) else {
            return nil
        }
        return thousands / 1000
    }
}

extension String {
    /// The string without spaces and tabs at its ends.
    var trimmed: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
