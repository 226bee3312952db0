import PacelineJSON

/// When clocks are changed each year, as the variable `TZ` of POSIX has it, with the extensions of RFC 9636,
/// section 3.3.1.
struct ZoneRule: Hashable, Sendable {
    /// The seconds that clocks are ahead of UTC in standard time.
    var standard: Int64
    /// Nil when clocks are never changed.
    var daylight: Daylight?

    /// The other time of the year. It may be behind standard time, as in Ireland in winter, and may begin late in a
    /// year and end early in the next.
    struct Daylight: Hashable, Sendable {
        var offset: Int64
        /// When it begins, by clocks that show standard time.
        var start: Change
        /// When it ends, by clocks that show it.
        var end: Change
    }

    /// A day of each year, and a time that may lie before or after that day.
    struct Change: Hashable, Sendable {
        var day: Day
        /// Seconds from the beginning of the day.
        var time: Int64
    }

    enum Day: Hashable, Sendable {
        /// The so many-th day of a year, from 1, in which 29 February is not counted.
        case withoutLeapDay(Int)
        /// So many days after 1 January.
        case afterNewYear(Int)
        /// A weekday, from 0 for Sunday: the first of a month, up to the fourth; 5 is the last one.
        case weekday(Int, week: Int, month: Int)
    }

    /// The seconds that clocks are ahead of UTC at an instant, in seconds since 1970.
    func offset(at seconds: Int64) -> Int64 {
        guard let daylight else { return standard }
        let seconds = seconds.withinCalendar
        let year = Timestamp.parts(ofDay: Int(seconds.wholeDays)).year
        // The latest change until then. A change of some year may lie some days before or after that year. Of two that
        // fall together the later one in the calendar holds: summer time that lasts all year ends when it begins.
        var latest = Int64.min
        var offset = standard
        func consider(_ change: Change, in year: Int, from before: Int64, to after: Int64) {
            let instant = change.seconds(in: year) - before
            guard latest <= instant, instant <= seconds else { return }
            latest = instant
            offset = after
        }
        for year in year - 2...year + 1 {
            consider(daylight.start, in: year, from: standard, to: daylight.offset)
            consider(daylight.end, in: year, from: daylight.offset, to: standard)
        }
        return offset
    }
}

extension ZoneRule.Change {
    /// The change in a year, in seconds from the beginning of 1970 to it by the clocks of the place.
    fileprivate func seconds(in year: Int) -> Int64 { Int64(day.number(in: year)) * 86_400 + time }
}

extension ZoneRule.Day {
    /// The day of a year, in days after 1970-01-01.
    fileprivate func number(in year: Int) -> Int {
        let newYear = Timestamp.day(year: year, month: 1, day: 1)
        switch self {
        case .withoutLeapDay(let day):
            let isAfterLeapDay = day >= 60 && Timestamp.day(year: year, month: 3, day: 1) - newYear == 60
            return newYear + day - (isAfterLeapDay ? 0 : 1)
        case .afterNewYear(let days): return newYear + days
        case .weekday(let weekday, let week, let month):
            let first = Timestamp.day(year: year, month: month, day: 1)
            let next = Timestamp.day(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
            // 1 January 1970 was a Thursday.
            let day = first + ((weekday - first - 4) % 7 + 7) % 7 + (week - 1) * 7
            return day < next ? day : day - 7
        }
    }
}

extension Int64 {
    /// The instants whose days can be counted, in seconds since 1970: the years 69 to 318 857.
    private static let calendarSeconds: ClosedRange<Int64> = -60_000_000_000...10_000_000_000_000

    /// The whole seconds, rounded down, of an instant in seconds since 1970, or of the nearest one whose day can be
    /// counted; the earliest of these for what is no number.
    init(calendarSeconds seconds: Double) {
        let bounds = Self.calendarSeconds
        guard seconds > Double(bounds.lowerBound) else {
            self = bounds.lowerBound
            return
        }
        self = Int64(Swift.min(seconds.rounded(.down), Double(bounds.upperBound)))
    }

    /// The instant, in seconds since 1970, or the nearest one whose day can be counted.
    var withinCalendar: Int64 {
        Swift.min(Swift.max(self, Self.calendarSeconds.lowerBound), Self.calendarSeconds.upperBound)
    }

    /// The whole days in so many seconds, rounded down.
    var wholeDays: Int64 { (self >= 0 ? self : self - 86_399) / 86_400 }
}
