/// The words by which prose about limits is told from other prose.
enum ProseWords {
    static let numbers: [String: Double] = [
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100,
    ]

    /// Words that make a number before them larger.
    static let multipliers: [String: Double] = ["hundred": 100, "thousand": 1000, "million": 1e6]

    /// What a request is called.
    static let requests: Set<String> = [
        "request", "requests", "req", "reqs", "call", "calls", "query", "queries", "invocation", "invocations", "hit",
        "hits", "lookup", "lookups",
    ]

    /// What else may be in use at a time.
    static let connections: Set<String> = ["connection", "connections"]

    static let atATime: Set<String> = ["concurrent", "simultaneous", "parallel", "concurrently", "simultaneously"]

    /// Words that stand before a unit of time: `per minute`.
    static let connectors: Set<String> = ["per", "every", "each"]

    /// The same, of which only some name a rate: `in a 10 minute period`, and `in the second page`.
    static let looseConnectors: Set<String> = ["in", "within", "during", "over", "for"]

    static let determiners: Set<String> = [
        "the", "a", "an", "any", "each", "every", "single", "given", "rolling", "sliding", "fixed", "period",
        "interval",
        "window", "of",
    ]

    /// Where a phrase about what is counted ends.
    static let prepositions: Set<String> = [
        "to", "of", "for", "in", "from", "with", "on", "at", "that", "which", "can", "may", "will", "are", "is", "and",
        "or", "by", "within", "during", "over",
    ]

    /// What may stand between a name of a rate and its number: `requests per minute is limited to 60`.
    static let links: Set<String> = ["is", "are", "of", "to", "at", "limit", "limited", "max", "maximum", "allowed"]

    /// What is measured and is no number of requests.
    static let measures: Set<String> = [
        "byte", "bytes", "bit", "bits", "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "kilobytes",
        "megabytes",
        "gigabytes", "kbit", "mbit", "gbit", "kbits", "mbits", "gbits", "kbps", "mbps", "gbps",
        "usd", "eur", "dollar", "dollars", "cent", "cents", "euro", "euros", "character", "characters", "word", "words",
        "beats", "frames", "fps", "percent", "times", "x", "px", "pixels", "degrees", "meters", "miles", "km",
    ]

    /// For whom a server counts apart, in the words of `per`.
    static func principal(_ word: String, _ next: String?) -> String? {
        switch (word, next) {
        case ("user", _), ("users", _): "user"
        case ("ip", _): "ip"
        case ("account", _), ("accounts", _): "account"
        case ("token", _), ("key", _), ("apikey", _), ("api", "key"), ("api", "token"), ("access", "token"),
            ("oauth", "token"), ("bearer", "token"):
            "token"
        case ("application", _), ("app", _), ("client", _): "application"
        case ("organization", _), ("organisation", _), ("org", _): "organization"
        case ("workspace", _): "workspace"
        case ("project", _): "project"
        default: nil
        }
    }

    /// Whether a word is about limits.
    static func isLimit(_ word: String) -> Bool {
        ["limit", "throttl", "quota", "ratelimit"].contains { word.hasPrefix($0) }
    }

    /// Whether a word says that something is the most.
    static func isCap(_ word: String) -> Bool {
        ["maximum", "max", "most", "only", "cap", "capped", "more"].contains(word)
            || ["allow", "permit", "exceed", "restrict"].contains { word.hasPrefix($0) }
    }

    /// Whether a word says that the sentence is about load, statistics or prices.
    static func isOtherMatter(_ word: String) -> Bool {
        [
            "handl", "averag", "process", "serve", "autoscal", "health", "probe", "bill", "pric", "cost", "charg",
            "benchmark", "throughput", "target", "metric", "sampl", "statistic", "traffic", "receiv", "example",
        ].contains { word.hasPrefix($0) }
    }

    /// Whether a word is about sending requests.
    static func isSending(_ word: String) -> Bool {
        requests.contains(word)
            || ["call", "poll", "invok", "request", "quer", "send", "sent"].contains { word.hasPrefix($0) }
    }

    /// Whether a text holds a number's word; asked before it is taken apart.
    static func holdsNumber(_ text: String) -> Bool {
        ["once ", "one ", "two ", "three ", "five ", "ten "].contains { word in
            text.contains(word) || text.contains(word.prefix(1).uppercased() + word.dropFirst())
        }
    }
}
