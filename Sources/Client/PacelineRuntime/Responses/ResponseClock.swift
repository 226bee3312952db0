import HTTPTypes

/// What time it is for the server, as far as a response tells.
struct ResponseClock {
    /// Seconds since 1970 by the response's own Date field; nil when it has none.
    private let date: Int64?
    /// Seconds since 1970 by the client's clock, which may be off.
    let wall: Double

    /// Whether points in time are held against the server's own clock.
    var isServers: Bool { date != nil }

    /// Seconds since 1970: the server's, or the client's where the response tells none.
    var now: Double { date.map { Double($0) } ?? wall }

    /// The clock of a response with these fields, received when the client's clock showed `wall`.
    init(_ fields: HTTPFields, wall: Double) {
        self.wall = wall
        date = fields[.date].flatMap { HTTPDate.seconds($0.trimmed, near: wall) }
    }

    /// The time from the response until `instant`, in seconds since 1970.
    ///
    /// It is held against the response's own Date where there is one. The client's clock is trusted within `bound`
    /// only: a time that is over by it tells nothing, and a later one than `bound` is held to be `bound`. Nil without a
    /// bound.
    func wait(until instant: Double, bound: Duration?) -> Duration? {
        if let date { return .atLeast(seconds: instant - Double(date)) }
        guard let bound, instant > wall else { return nil }
        return min(.atLeast(seconds: instant - wall), bound)
    }
}
