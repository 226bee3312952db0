/// One run: calls that want to start at given times, one client, one server, and perhaps a stranger on the same quota.
struct Simulation {
    /// What came of a run.
    struct Outcome {
        /// Refused requests of the client; those of the stranger do not count.
        var refusals = 0
        /// When the last call was accepted and answered, in seconds.
        var end = 0.0
        /// The most requests that arrived in any 60 s.
        var most = 0
        /// From each call's wish to the sending of the request that succeeded, in seconds.
        var waits: [Double] = []
    }

    private enum Kind {
        case wish
        case look
        case arrival(call: Int, ticket: Int)
        case response(call: Int, ticket: Int, wait: Double?)
        case stranger
    }

    private struct Event: Comparable {
        var time: Double
        var number: Int
        var kind: Kind

        static func < (left: Event, right: Event) -> Bool { (left.time, left.number) < (right.time, right.number) }
        static func == (left: Event, right: Event) -> Bool { left.number == right.number }
    }

    private let client: any Client
    private var server: any Server
    private let latency: Latency
    private var random: SeededRandom
    private let wishes: [Double]
    private let strangersRate: Double
    private var events = EventQueue<Event>()
    private var numbers = 0
    private var queue: [Int] = []
    private var nextWish = 0
    private var lookAt = Double.infinity
    private var sent: [Double]
    private var arrivals: [Double] = []
    private var open: Int
    private var outcome = Outcome()

    /// More refusals than this end a run: the client would never come to an end.
    private static let mostRefusals = 20_000

    init(
        _ client: any Client, _ server: any Server, latency: Latency, wishes: [Double], strangersRate: Double = 0,
        seed: UInt64
    ) {
        self.client = client
        self.server = server
        self.latency = latency
        self.wishes = wishes
        self.strangersRate = strangersRate
        random = SeededRandom(seed: seed)
        sent = wishes
        open = wishes.count
    }

    /// Runs to the end of the last call.
    mutating func run() -> Outcome {
        for wish in wishes { add(.wish, at: wish) }
        if strangersRate > 0 { add(.stranger, at: random.interval(rate: strangersRate)) }
        while open > 0, outcome.refusals < Self.mostRefusals, let event = events.removeFirst() {
            take(event.kind, at: event.time)
        }
        outcome.most = mostArrivals()
        return outcome
    }

    private mutating func take(_ kind: Kind, at now: Double) {
        switch kind {
        case .wish:
            queue.append(nextWish)
            nextWish += 1
            serve(at: now)
        case .look:
            lookAt = .infinity
            serve(at: now)
        case .arrival(let call, let ticket):
            arrivals.append(now)
            let wait = server.arrive(at: now)
            add(.response(call: call, ticket: ticket, wait: wait), at: now + latency.draw(using: &random))
        case .response(let call, let ticket, let wait):
            response(call, ticket, wait, at: now)
            serve(at: now)
        case .stranger:
            _ = server.arrive(at: now)
            add(.stranger, at: now + random.interval(rate: strangersRate))
        }
    }

    private mutating func response(_ call: Int, _ ticket: Int, _ wait: Double?, at now: Double) {
        guard let wait else {
            client.answered(ticket, at: now, refusedFor: nil)
            open -= 1
            outcome.end = now
            outcome.waits.append(sent[call] - wishes[call])
            return
        }
        outcome.refusals += 1
        let told = max(1, wait.rounded(.up))
        client.answered(ticket, at: now, refusedFor: told)
        if client.hasGate {
            queue.insert(call, at: 0)
        } else {
            waiting.append((now + told, call))
            add(.look, at: now + told)
        }
    }

    /// Refused calls that wait alone, and until when.
    private var waiting: [(until: Double, call: Int)] = []

    private mutating func serve(at now: Double) {
        for (_, call) in waiting.filter({ $0.until <= now }) { queue.insert(call, at: 0) }
        waiting.removeAll { $0.until <= now }
        while let call = queue.first {
            switch client.start(at: now) {
            case .now(let ticket):
                queue.removeFirst()
                sent[call] = now
                add(.arrival(call: call, ticket: ticket), at: now + latency.draw(using: &random))
            case .later(let time):
                // Rounded up to whole nanoseconds, as the limiter counts: a look a moment too early would only look
                // again.
                if let time, time < lookAt {
                    lookAt = time
                    add(.look, at: max(time, now) + 1e-9)
                }
                return
            }
        }
    }

    private mutating func add(_ kind: Kind, at time: Double) {
        numbers += 1
        events.insert(Event(time: time, number: numbers, kind: kind))
    }

    private func mostArrivals() -> Int {
        var first = 0
        var most = 0
        for (index, time) in arrivals.enumerated() {
            while arrivals[first] <= time - window { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }
}

/// What comes next first (a binary heap).
struct EventQueue<Element: Comparable> {
    private var heap: [Element] = []

    mutating func insert(_ element: Element) {
        heap.append(element)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() -> Element? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
            guard let least = children.min(by: { heap[$0] < heap[$1] }), heap[least] < heap[parent] else {
                return first
            }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
