/// The offline schedule of a client that knew every latency beforehand and wasted nothing: its requests arrive at the
/// very instant at which the server's window has room.
enum IdealSchedule {
    static let formula = """
        arrival(i) = max(free(i) + before(i), arrival(i - quota) + window)
        answer(i)  = arrival(i) + after(i);  free(i) = when the first of the tasks is free
        """

    /// The time from the first request to the last answer, in seconds.
    ///
    /// - Parameters:
    ///   - delays: The one-way delays of each request, in seconds, in order of arrival.
    ///   - tasks: How many requests can be under way at a time.
    ///   - quota: How many may arrive in one window.
    ///   - window: The window's length in seconds.
    static func time(_ delays: [(before: Double, after: Double)], tasks: Int, quota: Int, window: Double) -> Double {
        var free = [Double](repeating: 0, count: tasks)
        var arrivals: [Double] = []
        var end = 0.0
        for (index, delay) in delays.enumerated() {
            let task = free.indices.min { free[$0] < free[$1] } ?? 0
            var arrival = free[task] + delay.before
            if index >= quota { arrival = max(arrival, arrivals[index - quota] + window) }
            arrivals.append(arrival)
            free[task] = arrival + delay.after
            end = max(end, free[task])
        }
        return end
    }
}
