/// How a server counts the units of a window.
public enum RateLimitAlgorithm: Hashable, Sendable {
    /// Not told: kept as the strictest of them.
    case unknown
    /// Windows one after the other. Where they begin is told only where the document says so.
    case fixed(Alignment?)
    /// Every interval of the window's length.
    case sliding
    /// A bucket of `burst` units, refilled at the rate of the quota per window.
    case tokenBucket(burst: Double)
    /// The last window's count, weighted by what it still overlaps, and the present one's.
    case counter

    /// Where fixed windows begin. The raw values are the words of `align`.
    public enum Alignment: String, CaseIterable, Hashable, Sendable {
        /// At multiples of their length, by the server's clock.
        case clock
        /// Each at the first request after the last one.
        case first
        /// At the days or months of a calendar: some are longer than the window says.
        case calendar
    }

    /// Windows one after the other, aligned to nothing in particular.
    public static var fixed: RateLimitAlgorithm { .fixed(nil) }

    /// Days or months of a calendar, one after the other: some are longer than the window says.
    public static var calendar: RateLimitAlgorithm { .fixed(.calendar) }

    /// The words for algorithms in documents.
    package static let words = ["fixed", "sliding", "token-bucket", "counter", "unknown"]

    /// The algorithm of a word that says all about it; nil for one that wants more, and for no word.
    package init?(word: String) {
        switch word {
        case "sliding": self = .sliding
        case "counter": self = .counter
        case "unknown": self = .unknown
        default: return nil
        }
    }

    /// Whether windows follow one another, each counted anew.
    package var isFixed: Bool { if case .fixed = self { true } else { false } }

    /// The size of a token bucket; nil for another algorithm.
    package var burst: Double? { if case .tokenBucket(let burst) = self { burst } else { nil } }
}

extension RateLimitAlgorithm {
    /// What follows the quota in words.
    var atOnce: String { burst.map { ", at most \($0.formatted) at once" } ?? "" }

    /// The windows in a word, where they are not simply any of their length.
    package var windows: String? {
        switch self {
        case .fixed: "fixed windows"
        case .counter: "weighted windows"
        case .unknown, .sliding, .tokenBucket: nil
        }
    }

    /// The algorithm as a sentence; nil where nothing is told.
    var sentence: String? {
        switch self {
        case .unknown: nil
        case .fixed(.clock): "The windows are fixed, at multiples of their length."
        case .fixed(.first): "The windows are fixed, each from its first request on."
        case .fixed(.calendar): "The windows are the periods of a calendar."
        case .fixed(nil): "The windows are fixed."
        case .sliding: "The window slides: every interval of its length counts."
        case .tokenBucket: "A token bucket, which is refilled steadily."
        case .counter: "A counter that weights the last window's count."
        }
    }
}
