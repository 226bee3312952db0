import Testing

@testable import PacelineDocument

/// Limits that are found in prose, and prose in which none is.
struct ProseLimitTests {
    /// The numbers as `quota/window` or `concurrency at a time`, with unit and principal where there are some.
    private static func found(in text: String, isAboutLimits: Bool = false) -> [String] {
        ProseLimit.all(in: text, isAboutLimits: isAboutLimits).map { limit in
            let numbers =
                switch limit.numbers {
                case .quota(let quota, let window): "\(quota.formatted)/\(window.text)"
                case .concurrency(let most): "\(most) at a time"
                }
            return numbers + (limit.unit.map { " \($0)" } ?? "") + (limit.principal.map { " per \($0)" } ?? "")
        }
    }

    @Test(arguments: [
        ("5,000 requests per hour", ["5000/1h"]),
        ("The API allows 60 requests per minute.", ["60/1m"]),
        ("100 requests/second", ["100/1s"]),
        ("You may send 60 rpm at most.", ["60/1m"]),
        ("Requests are limited to 10 req/s per user.", ["10/1s per user"]),
        ("1000 calls a day", ["1000/1d"]),
        ("600 per 10 minutes is the rate limit", ["600/10m"]),
        ("Rate limit: 5k requests per day", ["5000/1d"]),
        ("1 million requests per month is the quota", ["1000000/30d"]),
        ("limit 5 000 requests per hour", ["5000/1h"]),
        ("limit of 5.000 requests per hour", ["5000/1h"]),
        ("5\u{202F}000 requests per hour", ["5000/1h"]),
        ("1.5 requests per second", ["1.5/1s"]),
        ("0.5 requests per second", ["1/2s"]),
        ("5-10 requests per second are allowed", ["5/1s"]),
        ("Rate limit is 10/s.", ["10/1s"]),
        ("Rate limited to 3 rps", ["3/1s"]),
        ("Limits: 40 requests every 10 seconds", ["40/10s"]),
        ("One request per second is allowed.", ["1/1s"]),
        ("The rate limit is three requests every 2 seconds.", ["3/2s"]),
        ("Each IP may send 20 requests in any 24-hour period, the rate limit.", ["20/24h per ip"]),
        ("100 requests per user per minute", ["100/1m per user"]),
        ("60 API calls per minute per API key", ["60/1m per token"]),
        ("Requests per minute: 60", ["60/1m"]),
        ("The RPM limit is 60.", ["60/1m"]),
        ("Hourly limit of 1000 requests", ["1000/1h"]),
        ("30,000 tokens per minute is the limit", ["30000/1m tokens"]),
        ("You are limited to sending 50 invitations to a house per 24 hour period.", ["50/24h invitations"]),
        ("This endpoint can be called at most 5 times per minute.", ["5/1m"]),
        ("No more than once every 5 seconds may this endpoint be called.", ["1/5s"]),
        ("Only 5 requests to any and all `v2/rooms/doors` can be made per 10 seconds. More", ["5/10s"]),
        ("<p>Limit: <b>300</b> requests per 5 minutes</p>", ["300/5m"]),
        ("The rate limit is 120 requests per 60 second window per API key.", ["120/60s per token"]),
        ("API requests are limited to 2,400/hr", ["2400/1h"]),
        ("a maximum of 1 request / second", ["1/1s"]),
        ("Each application can make up to 1000 requests within any 15-minute period", ["1000/15m per application"]),
        ("The limit is 1,800 requests per hour (30 per minute)", ["1800/1h", "30/1m"]),
        ("Max 60 requests/min/user", ["60/1m per user"]),
        ("per-minute limit of 60 requests", ["60/1m"]),
        ("maximum number of requests per second is 10", ["10/1s"]),
        ("Limit of two (2) requests per second", ["2/1s"]),
        ("requests are limited to a maximum of 100 per minute", ["100/1m"]),
        ("no more than 3 requests in a 1 second period", ["3/1s"]),
        ("limit 100 req./min.", ["100/1m"]),
        ("Rate limit: `60` requests per `1` minute", ["60/1m"]),
        ("The API is rate limited. Requests: 300 per 5 minutes.", ["300/5m"]),
        ("Daily quota of 10,000 units", ["10000/1d units"]),
    ])
    func quotas(_ text: String, _ expected: [String]) { #expect(Self.found(in: text) == expected) }

    @Test(arguments: [
        ("You are limited to 5 concurrent requests.", ["5 at a time"]),
        ("At most 4 requests at a time.", ["4 at a time"]),
        ("Concurrent requests are limited to 8.", ["8 at a time"]),
        ("Up to 10 simultaneous connections", ["10 at a time"]),
        ("No more than 3 calls in parallel", ["3 at a time"]),
        ("A concurrency limit of 10", ["10 at a time"]),
    ])
    func concurrency(_ text: String, _ expected: [String]) { #expect(Self.found(in: text) == expected) }

    /// A list belongs to the sentence that leads to it, a table to its heading.
    @Test func listsAndTables() {
        let list = """
            Requests are rate limited per OAuth token. Current rate limits:

            *   5,000 requests per hour
            *   250 requests per minute (5% of the hourly total)

            Space out requests.
            """
        #expect(Self.found(in: list) == ["5000/1h per token", "250/1m per token"])
        let table = """
            ## Rate limits
            | Plan | Limit |
            |---|---|
            | Free | 60 / minute |
            | Paid | 1,000 / minute |

            ## Storage
            | Free | 60 / minute |
            """
        #expect(Self.found(in: table) == ["60/1m", "1000/1m"])
    }

    @Test(arguments: [
        "max 100 items per page", "100 MB per second", "5 attempts per user",
        "You can upload 1000 contacts per request.",
        "Tracks with a tempo of 120 beats per minute", "Returns at most 50 results per page, 10 per request",
        "The data is refreshed approximately every 5 minutes", "Breakdown per day or week for the last 14 days",
        "Build requests are limited to one concurrent build per house and one concurrent build per requester.",
        "Autoscaling: a target of 100 requests per second per instance",
        "We served 1,000 requests per second last year.", "$5 per month", "Costs $0.40 per 1,000 requests per month",
        "v2.5 requests", "24/7 support", "drive with 7200 rpm", "The response is limited to 250 commits",
        "The method returns error 429 in the first 10 minutes after the start.", "limited to 100 items",
        "Use at most 5 tags per request", "limited to 8 keys with scalar values",
        "A token expires in 1 hour; 3 requests were sent in the last hour", "Videos have 30 frames per second",
        "The timeout is 30 seconds per request", "You can send up to 10 messages per request",
        "Wait 5 minutes between requests", "Limited to 10 MB per day", "The default rate is 5% per year",
        "at least 10 requests per minute", "5 concurrent builds", "workers open 10 concurrent connections",
        "Number of requests that can be made per hour.", "calls per hour allowed by the user",
        "limit of 1000 characters per minute", "X days/years/hours", "Rooms are open 12 hours per day.",
        "The limit is 1.2.3 requests per hour", "Limits were changed on 2024-01-01 per day",
        "see #60 requests per minute",
        "Defaults to 10. Maximum 100 per page.", "The webhook is retried 5 times every 10 minutes",
        "The sensor takes 10 readings per minute", "Sent once every day to each user", "Up to 3 minutes per call",
        "Returns call volume: 100 calls per hour in this example", "The speed limit is 120 km per hour",
        "A maximum of 2 free cancellations per month", "The price limit is 5 EUR per minute",
        "The bandwidth limit is 100 Mbit per second", "session length limit 3600 seconds per day",
        "A daily report of 10 requests", "Returns at most 100 samples per hour of the requested day",
        "limit: 3rd request per day",
        "limited to 2 requests per batch every now and then",
    ])
    func whatIsNoLimit(_ text: String) { #expect(Self.found(in: text).isEmpty) }

    /// Numbers that no policy could have.
    @Test(arguments: [
        "0 requests per minute", "limit of 0.0 requests per second",
        "99999999999999999999999999999999 requests per hour",
        "5 requests per 0 seconds", "5 requests per 999999 days", "limited to -5 requests per minute",
        "limited to 10000000 concurrent requests", "limit 5 requests per 99999999999999999999999999 seconds",
        "limit 0.0000000001 requests per hour",
    ])
    func numbersThatMeanNothing(_ text: String) { #expect(Self.found(in: text).isEmpty) }

    /// What stands at a quota's own header field needs no word for limits.
    @Test func whereOnlyLimitsAreDescribed() {
        #expect(Self.found(in: "60 per minute for everybody").isEmpty)
        #expect(Self.found(in: "60 per minute for everybody", isAboutLimits: true) == ["60/1m"])
    }

    /// A long sentence is quoted around the number, whole words and whole characters.
    @Test func quotesAreShort() throws {
        let text =
            String(repeating: "ééé ", count: 500) + "limit 5 requests per hour " + String(repeating: "世", count: 900)
        let limit = try #require(ProseLimit.all(in: text).first)
        #expect(limit.quote.utf8.count < 400 && limit.quote.hasPrefix("…é") && limit.quote.hasSuffix("…"))
        #expect(!limit.quote.contains("\u{FFFD}"))
    }

    /// Text of any kind comes to an end, with a bounded number of limits.
    @Test func hostileTextIsRead() {
        let pieces = [
            "5 requests per hour, ", "limit limit limit ", "1,000,000,000,000 ", "<<<<", "||||", "per per per ",
            "\n\n- ",
        ]
        for piece in pieces {
            #expect(ProseLimit.all(in: String(repeating: piece, count: 5000)).count <= ProseReader.mostLimits)
        }
        #expect(ProseLimit.all(in: "5\u{0}requests\u{7}per\u{202E}hour 5.").count <= 1)
    }
}

extension Double {
    fileprivate var formatted: String { Int(exactly: self).map(String.init) ?? "\(self)" }
}
