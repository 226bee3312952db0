import Foundation

extension Mock.RetryAfter {
    /// The fields that tell the wait.
    ///
    /// - Parameters:
    ///   - wait: the time until the request may be repeated.
    ///   - now: the present time in nanoseconds since 1970.
    func fields(wait: Nanoseconds, now: Nanoseconds) -> [MockRequest.Pair] {
        switch self {
        case .seconds: [.init("Retry-After", String(wholeSeconds(wait)))]
        case .milliseconds: [.init("retry-after-ms", String((wait + 999_999) / 1_000_000))]
        case .date:
            // Clients reckon from the response's Date, so both are of one clock.
            [.init("Date", httpDate(now / 1_000_000_000)), .init("Retry-After", httpDate(wholeSeconds(now + wait)))]
        }
    }
}

/// Seconds, rounded up.
func wholeSeconds(_ span: Nanoseconds) -> Int64 { (span + 999_999_999) / 1_000_000_000 }

/// The time as an HTTP-date (RFC 9110, section 5.6.7).
package func httpDate(_ secondsSince1970: Int64) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.string(from: Date(timeIntervalSince1970: TimeInterval(secondsSince1970)))
}
