/// When a policy's windows end that are the periods of a calendar, or multiples of their length by the server's clock.
struct LimitCalendar: Sendable {
    private enum Windows {
        case periods(CalendarPeriod, ZoneClock)
        /// Multiples of so many seconds since 1970.
        case multiples(of: Double)
    }

    private let windows: Windows

    /// nil where nobody can tell when the policy's windows end.
    ///
    /// Throws ``CallError`` where the zone of a calendar is not known.
    init?(_ policy: RateLimitPolicy, _ settings: LimitSettings) throws(CallError) {
        guard case .quota(_, let window, .fixed(let alignment), _) = policy.numbers else { return nil }
        switch alignment {
        case .clock: windows = .multiples(of: window.seconds)
        case .calendar:
            guard let period = CalendarPeriod(window) else { return nil }
            let name = policy.timeZone.map { settings.timeZones[$0] ?? $0 } ?? "UTC"
            do throws(ZoneProblem) { windows = .periods(period, try ZoneClock(named: name)) } catch {
                throw CallError(
                    .invalidRequest, "the calendar of the policy \(policy.name) cannot be kept: \(error)",
                    limit: (policy.name, ""), underlying: error)
            }
        case .first, nil: return nil
        }
    }

    /// When the present window ends, by the server's clock as far as a response tells.
    func reset(_ clock: ResponseClock) -> QuotaState.Reset? {
        let now = clock.now
        let end =
            switch windows {
            case .periods(let period, let zone): period.end(after: now, in: zone)
            case .multiples(let length): ((now / length).rounded(.down) + 1) * length
            }
        return end > now ? QuotaState.Reset(wait: .atLeast(seconds: end - now), isServers: clock.isServers) : nil
    }
}
