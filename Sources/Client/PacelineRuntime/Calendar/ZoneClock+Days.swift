import PacelineJSON

/// Where days and months begin by a zone's clocks.
///
/// Only offsets are asked for, so that what is right here is right by whichever source they come from.
extension ZoneClock {
    /// The first instant at which the zone's clocks show the beginning of a day or a later time, in seconds since 1970.
    ///
    /// That is midnight on most days. Where midnight is left out, it is when clocks are set forward; where there are
    /// two, it is the first; and a day that is left out begins and ends with the next one.
    ///
    /// - Parameter day: Days after 1970-01-01.
    private func beginning(ofDay day: Int64) -> Int64 {
        let midnight = day * 86_400
        // No clock is as far ahead as that.
        var instant = midnight - 93_600
        while true {
            let offset = offset(at: instant)
            let reached = midnight - offset
            // Clocks were set forward over midnight.
            guard instant < reached else { return instant }
            guard let change = change(of: offset, from: instant, to: reached) else { return reached }
            instant = change
        }
    }

    /// The first instant at which clocks are not as far ahead any more as at `start`, where they are ahead by `offset`;
    /// nil when they are again or still at `end`.
    private func change(of offset: Int64, from start: Int64, to end: Int64) -> Int64? {
        guard self.offset(at: end) != offset else { return nil }
        var (low, high) = (start, end)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if self.offset(at: middle) == offset { low = middle } else { high = middle }
        }
        return high
    }

    private func date(at seconds: Int64) -> Int64 { (seconds + offset(at: seconds)).wholeDays }

    /// When the day that an instant belongs to begins and ends, both in seconds since 1970.
    ///
    /// A day has ended when the next one has begun: clocks that are set back over midnight once more, to the evening
    /// before, do not bring it back.
    func day(at seconds: Int64) -> (start: Int64, end: Int64) {
        var day = date(at: seconds)
        var end = beginning(ofDay: day + 1)
        while end <= seconds {
            day += 1
            end = beginning(ofDay: day + 1)
        }
        return (beginning(ofDay: day), end)
    }

    /// When the period of so many months that an instant belongs to ends, in seconds since 1970.
    ///
    /// - Parameter count: 1, 2, 3, 4, 6 or 12 months, the first of which begin with January.
    func end(ofMonths count: Int, at seconds: Int64) -> Int64 {
        let date = Timestamp.parts(ofDay: Int(date(at: seconds)))
        var month = (date.month - 1) / count * count
        while true {
            month += count
            let first = Timestamp.day(year: date.year + month / 12, month: month % 12 + 1, day: 1)
            let end = beginning(ofDay: Int64(first))
            if end > seconds { return end }
        }
    }
}
