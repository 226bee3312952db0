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
        /// The server's delay before it decided, and after.
        var beforeMilliseconds: Double
        var afterMilliseconds: Double
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
