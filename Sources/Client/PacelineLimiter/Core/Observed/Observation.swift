/// What a bucket has learned whose numbers nobody declared.
///
/// It counts what goes through, from the first response after its gate opened. When the server refuses and, at the
/// probe's acceptance, is willing again, that count and the time since the first response, up to between the probe that
/// was refused last and that one, are the first guess of quota and window. From then on the bucket works by its rule.
/// Later refusals lower the guess, and calm times in which it was the brake raise it. What servers say of themselves
/// goes before any guess. The constants are simulated against servers that count in five ways.
struct Observation: Sendable {
    private(set) var basis = LimitBasis.unknown
    /// What the bucket keeps to.
    private(set) var limit: RateLimit
    /// The window of the limit, without what is added to it for safety; nil while there is none.
    private(set) var window: Duration?
    private(set) var flights: Flights
    /// When the last episode of refusals began: what was sent before says nothing new.
    private(set) var cut = Instant(nanoseconds: .min)
    private(set) var lastUse: Instant
    private let unknown: RateLimit
    private var epoch: Epoch?
    /// The first response of the epoch that a refusal ended; nil while nothing is to be learned from one.
    private var episode: Instant?
    /// Refusals since the last one that was accepted.
    private var failures = 0
    /// Whether the numbers held somebody back since ``calm``.
    private var isBrake = false
    private var calm = Instant(nanoseconds: .min)
    /// By which part the guess grows next, and after how many windows without a refusal.
    private var growth = Observation.growth.first
    private var patience = Observation.patience.first
    /// When a probe was refused last that had no time told: the window was not over yet.
    private var spent: Instant?
    private var longestReset = Duration.zero
    /// When the server's own numbers were taken over.
    private var learned = Instant(nanoseconds: .min)
    /// Whether the server refused although its own limit and reset were kept to: then only its windows are believed.
    private var isDisbelieved = false
    /// Looser numbers of the server, and when they hold.
    private var looser: (limit: RateLimit, window: Duration, due: Instant)?

    /// What went through since an instant.
    private struct Epoch: Sendable {
        var begin: Instant
        var count: Units
    }

    /// A guess lapses after so long without use, and nothing older is of account for one.
    static let memory = Duration.seconds(600)
    /// By which part a guess grows after a few windows without a refusal in which it was the brake. It begins low, so
    /// that a right guess is seldom refused, and rises by a factor, since one that grows again and again was far too
    /// low.
    private static let growth = (first: 0.05, factor: 1.1, most: 1.0)
    /// How many windows these are: more where growing has led to a refusal, since the guess was right.
    private static let patience = (first: 4, step: 1, most: 16)
    /// Between a probe that was refused and the one that was accepted the window is taken to have ended here.
    private static let recovery = (part: 3, of: 4)
    /// The shortest wait after a refusal, and the shortest window of a guess.
    private static let least = Duration.milliseconds(50)
    /// The upper ends of the waits after refusals that tell no time: from the first to the longest.
    private static let backoff = (first: Duration.seconds(1), longest: Duration.seconds(60))

    /// - Parameters:
    ///   - limit: What counts as no limit.
    ///   - flights: How many requests may be under way at first; nil for as many as like to.
    init(unknown limit: RateLimit, flights: Int?, at now: Instant) {
        unknown = limit
        self.limit = limit
        self.flights = Flights(most: flights)
        lastUse = now
    }

    // MARK: What goes through

    /// A request starts.
    mutating func begin(at now: Instant) { lastUse = max(lastUse, now) }

    /// A request of `cost` went through; `held` is what went through or was refused within the limit's hold.
    mutating func accept(_ cost: Units, held: Units, at now: Instant) {
        flights.accept()
        let before = epoch ?? Epoch(begin: now, count: .zero)
        epoch = Epoch(begin: before.begin, count: before.count + cost)
        let calmTime = limit.holdNanoseconds.multipliedSaturated(by: Int64(patience))
        guard basis == .guessed, episode == nil, now >= calm.later(by: calmTime) else { return }
        if isBrake {
            guess(quota: limit.capacity * (1 + growth) + 0.5, window: limit.hold)
            growth = min(Self.growth.most, growth * Self.growth.factor)
        }
        (isBrake, calm) = (false, now)
        epoch = Epoch(begin: now.earlier(by: limit.holdNanoseconds), count: held)
    }

    /// A request that was taken to have gone through did not.
    mutating func retract(_ cost: Units) {
        guard let counted = epoch?.count else { return }
        if counted > cost { epoch?.count = counted - cost } else { epoch = nil }
    }

    /// The numbers keep somebody back.
    mutating func noteBrake() { isBrake = true }

    // MARK: Refusals

    /// The server refused a request that started at `start`.
    /// - Parameters:
    ///   - isProbe: Whether it was the one that tried the gate.
    ///   - isCounted: Whether it was taken to have gone through before.
    ///   - inFlight: What is under way, with that request.
    ///   - recent: What went through within ``memory``, and when the first of it did; of account only without a guess.
    ///   - told: The wait that the server told.
    ///   - random: 0 to 1.
    /// - Returns: The wait; nil where the refusal says nothing new.
    mutating func refuse(
        start: Instant, cost: Units, isProbe: Bool, isCounted: Bool, inFlight: Units,
        recent: (count: Units, begin: Instant?), told: Duration?, random: Double, at now: Instant
    ) -> Duration? {
        if isCounted { retract(cost) }
        guard isProbe || start > cut else { return told }
        cut = now
        let isFirst = !isProbe
        if isFirst { noteEpisode(start, inFlight, recent, at: now) }
        if isProbe, told == nil { spent = now }
        if let told {
            failures = max(failures, 1)
            return told
        }
        if isFirst, basis == .guessed, failures == 0 {
            failures = 1
            return max(Self.least, limit.hold / 2)
        }
        failures += 1
        let end = min(Self.backoff.longest, Self.backoff.first * (1 << min(failures - 1, 10)))
        return max(Self.least, .nanoseconds(Int64(Double(end.nanoseconds) * min(max(0, random), 1))))
    }

    private mutating func noteEpisode(
        _ start: Instant, _ inFlight: Units, _ recent: (count: Units, begin: Instant?), at now: Instant
    ) {
        flights.cut(from: inFlight)
        if growth > Self.growth.first { patience = min(Self.patience.most, patience + Self.patience.step) }
        growth = Self.growth.first
        if basis == .learned, longestReset > .zero, start > learned {
            // It kept to what the fields said, and was refused.
            isDisbelieved = true
            forgetNumbers()
        }
        // What went through longer ago says nothing of the window that is spent now.
        if basis == .unknown, let begin = epoch?.begin, begin < now - Self.memory {
            epoch = recent.begin.map { Epoch(begin: $0, count: recent.count) }
        }
        episode = epoch?.begin
    }

    /// Whether requests are counted in it, and do not only heed its gate.
    var isCounting: Bool { epoch != nil || basis != .unknown }

    /// The probe was accepted: the gate has opened.
    /// - Parameter cost: What it takes; nothing where nothing is counted.
    mutating func open(cost: Units, at now: Instant) {
        failures = 0
        defer { spent = nil }
        guard cost > .zero else { return }
        if let episode, let epoch, basis != .learned {
            let begin = max(episode, spent ?? now)
            let end = begin + (now - begin) * Self.recovery.part / Self.recovery.of
            // The probe itself belongs to the next epoch.
            learn(quota: max(1, (epoch.count - cost).value), window: max(Self.least, end - episode))
        }
        epoch = Epoch(begin: now, count: cost)
        (episode, calm, isBrake) = (nil, now, false)
        flights.restart()
    }

    private mutating func learn(quota: Double, window: Duration) {
        let isSlower = quota * Double(limit.holdNanoseconds) < limit.capacity * Double(window.nanoseconds)
        // A guess from a time eight times as long was an average over bursts, and says nothing of them.
        if basis == .unknown || isSlower || window * 8 < limit.hold {
            guess(quota: quota, window: window)
        } else {
            guess(quota: max(1, limit.capacity * 0.9), window: limit.hold)
        }
    }

    private mutating func guess(quota: Double, window: Duration) {
        limit = RateLimit(quota: min(quota, Units.maximum), window: window, clockMargin: .none)
        (basis, self.window) = (.guessed, window)
    }

    // MARK: What servers say

    /// Takes over numbers that a response tells, if it tells any.
    mutating func report(_ quota: ReportedQuota, at now: Instant) {
        guard let units = quota.quota, units >= 1, units <= Units.maximum else { return }
        if let window = quota.window {
            guard window > .zero, window <= ReportedQuota.longestWindow else { return }
            take(RateLimit(quota: units, window: window), window, at: now)
        } else if let reset = quota.reset, reset > .zero, reset <= ReportedQuota.longestReset, !isDisbelieved,
            basis != .learned || longestReset > .zero
        {
            longestReset = max(longestReset, reset)
            let hold = max(Self.least, .nanoseconds(longestReset.nanoseconds / 100 * 102))
            let told = RateLimit(quota: units, window: hold, clockMargin: .none)
            if basis != .learned || told != limit { set(told, longestReset, at: now) }
        }
    }

    /// Takes over a window that the server advertises: stricter numbers at once, looser ones when what was counted by
    /// the old ones is over.
    private mutating func take(_ told: RateLimit, _ window: Duration, at now: Instant) {
        longestReset = .zero
        guard basis == .learned else { return set(told, window, at: now) }
        guard told != limit else { return looser = nil }
        guard told != looser?.limit else { return }
        let both = RateLimit.strictest([limit, told]) ?? told
        looser = both == told ? nil : (told, window, now + limit.hold)
        if both != limit { set(both, both == told ? window : both.hold, at: now) }
    }

    private mutating func set(_ told: RateLimit, _ window: Duration, at now: Instant) {
        if basis != .learned { learned = now }
        (limit, basis, self.window) = (told, .learned, window)
    }

    private mutating func forgetNumbers() {
        (limit, window, basis, longestReset, looser) = (unknown, nil, .unknown, .zero, nil)
    }

    // MARK: Time

    /// Lets a guess lapse, and looser numbers hold, whose time has come.
    mutating func update(at now: Instant) {
        if let due = looser, due.due <= now {
            (limit, window) = (due.limit, due.window)
            looser = nil
        }
        // Who waits for it may wait for as long as it holds.
        if basis == .guessed, lastUse + Self.memory + limit.hold <= now { self = anew }
    }

    /// Whether the server told its windows, or the document says that it tells them: they are kept as if they were
    /// declared.
    var isAdvertised: Bool { basis == .learned && (longestReset == .zero || unknown.observing == .singly) }

    /// The same before anything was learned.
    var anew: Observation {
        var fresh = Observation(unknown: unknown, flights: nil, at: lastUse)
        fresh.cut = cut
        return fresh
    }

    /// Whether an unused bucket can go without loss.
    var isForgettable: Bool { basis == .unknown && failures == 0 }

    /// What goes before what: the server's word before a guess.
    private var weight: Int { basis == .learned ? 2 : basis == .guessed ? 1 : 0 }

    /// Joins what was learned of a bucket that turned out to be this one.
    mutating func merge(_ other: Observation) {
        if other.weight > weight {
            (basis, limit, window) = (other.basis, other.limit, other.window)
            (longestReset, learned, looser) = (other.longestReset, other.learned, other.looser)
        }
        isDisbelieved = isDisbelieved || other.isDisbelieved
        let begins = [epoch?.begin, other.epoch?.begin].compactMap(\.self)
        epoch = begins.min().map { Epoch(begin: $0, count: (epoch?.count ?? .zero) + (other.epoch?.count ?? .zero)) }
        episode = [episode, other.episode].compactMap(\.self).min()
        failures = max(failures, other.failures)
        cut = max(cut, other.cut)
        lastUse = max(lastUse, other.lastUse)
        if flights.most == nil { flights = other.flights }
    }
}
