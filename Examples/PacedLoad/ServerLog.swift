import Foundation

/// The mock server's log of a run: what arrived when, on the server's own clock.
struct ServerLog {
    /// A request, as far as a recount needs it.
    struct Entry: Decodable {
        /// Seconds on the server's clock when it decided.
        var arrival: Double
        /// Seconds when the head of the request came in.
        var received: Double
        var admitted: Bool
        /// The server's delay after it decided, as it was drawn.
        var afterMilliseconds: Double
        /// The policies that the request drew on.
        var policies: [Standing]

        /// The delays: the first as it was, the second as it was drawn, since the log's line is written before it.
        var delay: Delay { Delay(before: arrival - received, after: afterMilliseconds / 1000) }
    }

    /// Where a policy stood after a request.
    struct Standing: Decodable {
        /// Seconds on the server's clock when the quota is whole again; nil when time alone does not tell.
        var reset: Double?
    }

    /// The requests in order of arrival.
    let entries: [Entry]

    /// Reads the log at `path`, one JSON object a line. Throws when it cannot be read.
    init(path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let decoder = JSONDecoder()
        entries = try text.split(separator: "\n").map { try decoder.decode(Entry.self, from: Data($0.utf8)) }
            .sorted { $0.arrival < $1.arrival }
    }

    /// The delays of the requests in order of sending.
    var delays: [Delay] { entries.sorted { $0.received < $1.received }.map(\.delay) }

    /// The most arrivals in any window of this many seconds, both ends included.
    func mostArrivals(in window: Double) -> Int {
        var most = 0
        var first = 0
        for last in entries.indices {
            while entries[last].arrival - entries[first].arrival > window { first += 1 }
            most = max(most, last - first + 1)
        }
        return most
    }

    /// Requests that arrived after one that was received later.
    var overtaken: Int {
        var latest = -Double.infinity
        var count = 0
        for entry in entries {
            if entry.received < latest { count += 1 }
            latest = max(latest, entry.received)
        }
        return count
    }
}
