import PacelinePolicy

/// A period of a calendar that quotas are given for: a part of a day, a day, or some months.
enum CalendarPeriod: Hashable, Sendable {
    /// So many seconds, which go into 24 hours without a rest, counted from the beginning of each day.
    ///
    /// They are seconds that pass, not those that clocks show, so that none is longer than another; the last one of a
    /// day that is not of 24 hours may be shorter.
    case partOfDay(seconds: Int64)
    case day
    /// So many months, which go into a year without a rest, counted from January.
    case months(Int)

    /// The kind of period that a document means by a window's length; nil for what is none of a calendar, as a week is,
    /// which begins on another day from country to country.
    ///
    /// Months and what is made of them may be given by the length of any of them.
    init?(_ window: Duration) {
        let (seconds, fraction) = window.components
        if fraction == 0, seconds > 0, 86_400 % seconds == 0 {
            self = seconds == 86_400 ? .day : .partOfDay(seconds: seconds)
            return
        }
        switch window.seconds / 86_400 {
        case 28...31: self = .months(1)
        case 89...92: self = .months(3)
        case 181...184: self = .months(6)
        case 365...366: self = .months(12)
        default: return nil
        }
    }

    /// When the period ends that an instant belongs to, and the next one begins: the first such end behind it.
    ///
    /// - Parameters:
    ///   - seconds: The instant, in seconds since 1970. What is beyond the years 69 to 318 857 counts as the nearest
    ///     instant within them.
    ///   - zone: By whose clocks days begin.
    /// - Returns: Whole seconds since 1970.
    func end(after seconds: Double, in zone: ZoneClock) -> Double {
        let now = Int64(calendarSeconds: seconds)
        switch self {
        case .partOfDay(let length):
            let day = zone.day(at: now)
            let ended = (now - day.start) / length
            return Double(min(day.start + (ended + 1) * length, day.end))
        case .day: return Double(zone.day(at: now).end)
        case .months(let count): return Double(zone.end(ofMonths: count, at: now))
        }
    }
}
