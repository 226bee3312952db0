/// The one-way delays of a request, in seconds: before the server decides, and after.
struct Delay: Hashable, Sendable {
    var before: Double
    var after: Double
}

/// The offline schedule of a client that knew every latency beforehand and wasted nothing: its requests arrive at the
/// very instant at which the server has room.
enum IdealSchedule {
    static let formula = """
        A task sends its next request when it has the response to the last one, or just so much later that the server has
        room when it arrives:
        arrival(i) = max(free(task) + before(i), the first instant at which the server has room), in order of arrival;
        response(i)  = arrival(i) + after(i) = free(task)
        """

    /// The time from the first request to the last response, in seconds.
    ///
    /// - Parameters:
    ///   - delays: Those of each request, in order of sending.
    ///   - tasks: How many requests can be under way at a time.
    ///   - room: What the server admits, nothing being used yet.
    static func time(_ delays: [Delay], tasks: Int, room: ServerRoom) -> Double {
        var room = room
        var left = delays[...]
        // The requests that are under way, each with the instant at which it could arrive.
        var under: [(earliest: Double, after: Double)] = left.prefix(tasks).map { ($0.before, $0.after) }
        left = left.dropFirst(tasks)
        var end = 0.0
        while let task = under.indices.min(by: { under[$0].earliest < under[$1].earliest }) {
            let request = under.remove(at: task)
            let response = room.arrive(from: request.earliest, after: request.after) + request.after
            end = max(end, response)
            if let next = left.popFirst() { under.append((response + next.before, next.after)) }
        }
        return end
    }
}

/// What the limiter's rule allows at best: a request starts when one of `capacity` slots is free, and a slot is free
/// `hold` after its response; where the server refills a bucket, one after the other, each a part of `hold` after the
/// one before. Nothing but the rule is in it: no time for the limiter itself, the transport or the server.
struct RuleSchedule {
    /// Requests that may be under way or held.
    var capacity: Int
    /// How long an answered request holds its slot, in seconds.
    var hold: Double
    /// The least distance between two starts, in seconds.
    var spacing = 0.0
    /// Whether slots become free one after the other.
    var isRefilled = false

    /// The time from the first request to the last response, in seconds; parameters as for ``IdealSchedule``.
    func time(_ delays: [Delay], tasks: Int) -> Double {
        var free = [Double](repeating: 0, count: tasks)
        var responses: [Double] = []
        var last = -Double.infinity
        for delay in delays {
            let task = free.indices.min { free[$0] < free[$1] } ?? 0
            let start = max(free[task], room(responses), last + spacing)
            last = start
            free[task] = start + delay.before + delay.after
            responses.insert(free[task], at: responses.firstIndex { $0 > free[task] } ?? responses.count)
        }
        return responses.last ?? 0
    }

    /// When a slot is free beside the requests that have started, by their responses.
    private func room(_ responses: [Double]) -> Double {
        guard responses.count >= capacity else { return 0 }
        guard isRefilled else { return responses[responses.count - capacity] + hold }
        var ends: [Double] = []
        for response in responses { ends.append(max(response, ends.last ?? 0) + hold / Double(capacity)) }
        return ends[responses.count - capacity]
    }
}
