import Foundation

private let second: Nanoseconds = 1_000_000_000

/// A count that starts anew with each period of a calendar: with each month by the clocks of a zone, say.
///
/// The periods are those of Foundation's calendar. A window that is no period of a calendar follows another of its
/// length without a gap, from 1970 on.
struct CalendarWindow: Count {
    private let period: Period
    private let calendar: Calendar
    /// The server's start in nanoseconds since 1970.
    private let epoch: Nanoseconds
    /// When the present period ends; nil before anything was counted.
    private var end: Nanoseconds?
    private var sum = 0.0

    /// What follows one another.
    private enum Period {
        /// So many seconds of a day, counted from its beginning. The day's end ends the last of them.
        case part(seconds: Int64)
        case day
        /// So many months, counted from January.
        case months(Int)
        case length(Nanoseconds)

        init(_ window: Nanoseconds) {
            let day: Nanoseconds = 86_400 * second
            switch Double(window) / Double(day) {
            case 1: self = .day
            case ..<1 where window % second == 0 && day % window == 0: self = .part(seconds: window / second)
            case 28...31: self = .months(1)
            case 89...92: self = .months(3)
            case 181...184: self = .months(6)
            case 365...366: self = .months(12)
            default: self = .length(window)
            }
        }

        var text: String {
            switch self {
            case .part(let seconds): "\(secondsText(.seconds(seconds))) of a day"
            case .day: "a day"
            case .months(1): "a month"
            case .months(3): "a quarter"
            case .months(6): "half a year"
            case .months: "a year"
            case .length(let window): "a window of \(secondsText(.nanoseconds(window)))"
            }
        }
    }

    /// - Parameters:
    ///   - window: The length of a period, or about that, more than zero.
    ///   - zone: By whose clocks days begin.
    ///   - epoch: The server's start in nanoseconds since 1970.
    init(window: Nanoseconds, zone: TimeZone, epoch: Nanoseconds) {
        period = Period(window)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        self.calendar = calendar
        self.epoch = epoch
    }

    var scope: String {
        if case .length = period { return "in \(period.text)" }
        return "in \(period.text) of \(calendar.timeZone.identifier)"
    }

    mutating func used(at now: Nanoseconds) -> Double {
        if let end, now < end { return sum }
        sum = 0
        end = end(after: now)
        return 0
    }

    mutating func add(_ cost: Double, at now: Nanoseconds) { sum = used(at: now) + cost }

    mutating func wait(untilAtMost units: Double, at now: Nanoseconds) -> Nanoseconds? {
        guard used(at: now) > units, let end else { return 0 }
        return end - now
    }
}

extension CalendarWindow {
    private func end(after now: Nanoseconds) -> Nanoseconds {
        // Dates are floating: whole seconds of them are exact, nanoseconds are not.
        let past = elapsed(at: now, window: second, phase: -epoch % second)
        let date = Date(timeIntervalSince1970: Double((epoch + now - past) / second))
        let end: Date
        switch period {
        case .length(let window): return now - elapsed(at: now, window: window, phase: -epoch % window) + window
        case .part(let seconds):
            let day = day(date)
            let ended = (date.timeIntervalSince(day.start) / Double(seconds)).rounded(.down)
            end = min(day.start + (ended + 1) * Double(seconds), day.end)
        case .day: end = day(date).end
        case .months(let count): end = endOfMonths(count, date)
        }
        return Nanoseconds(end.timeIntervalSince1970) * second - epoch
    }

    /// The day that an instant belongs to. One that clocks were set back to after its end has ended all the same, and
    /// the instant belongs to the next one.
    private func day(_ date: Date) -> DateInterval {
        var day = DateInterval(start: date, duration: 0)
        var next = calendar.dateInterval(of: .day, for: date)
        while let found = next, found.start <= date {
            day = found
            next = found.end <= date ? calendar.dateInterval(of: .day, for: found.end) : nil
        }
        return day
    }

    private func endOfMonths(_ count: Int, _ date: Date) -> Date {
        let month = calendar.dateComponents([.year, .month], from: day(date).start)
        let ended = ((month.month ?? 1) - 1) / count * count
        // Noon is there on every day.
        let next = DateComponents(year: month.year, month: 1 + ended + count, day: 1, hour: 12)
        return calendar.date(from: next).map(calendar.startOfDay) ?? date
    }
}
