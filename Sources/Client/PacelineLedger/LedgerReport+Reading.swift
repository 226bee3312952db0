import PacelineLimiter

extension LedgerReport {
    /// What a ledger showed when it was read. What the next step would do by itself is taken as done: sessions that are
    /// over have nothing in flight any more, and what is over is not held.
    package init(_ reading: LedgerReading) {
        let (kept, lives) = (reading.state, reading.lives)
        var surroundings = LedgerState.Surroundings()
        if let lives { surroundings.hasEnded = { lives[$0] == .over } }
        let time = reading.isOfEarlierStart ? kept.last - kept.offset : reading.time
        let state = kept.advanced(to: time, in: surroundings)
        let now = state.last
        name = reading.name
        age = kept.epoch.flatMap { $0 <= now ? Self.seconds(now - $0) : nil }
        quiet = Self.seconds(max(0, kept.quietUntil - now))
        isOfEarlierStart = reading.isOfEarlierStart
        damaged = reading.damaged.sorted()
        buckets = state.buckets.sorted { $0.key < $1.key }.map { key, bucket in
            Bucket(key, bucket, at: now, epoch: kept.epoch, quietUntil: kept.quietUntil)
        }
        let line = kept.sessions.filter { $0.value.waiting.map { $0.told + Self.patience >= now } ?? false }
            .sorted { ($0.value.waiting?.rank ?? 0, $0.key) < ($1.value.waiting?.rank ?? 0, $1.key) }.map(\.key)
        let places = Dictionary(uniqueKeysWithValues: line.enumerated().map { ($1, $0 + 1) })
        sessions = kept.sessions.map { name, session in
            Session(name, session, place: places[name], life: lives.map { $0[name] ?? .unknown }, at: now)
        }.sorted { ($0.waiting?.place ?? .max, $0.name) < ($1.waiting?.place ?? .max, $1.name) }
    }

    /// After so long a session that was told to come has lost its place: what limiters ask for.
    private static let patience: Int64 = 100_000

    fileprivate static func seconds(_ microseconds: Int64) -> Double { Double(microseconds) / 1e6 }
    fileprivate static func units(_ millionths: Int64) -> Double { Double(millionths) / 1e6 }
}

extension LedgerReport.Session {
    /// - Parameter life: What its lock tells; nil where its lease does.
    fileprivate init(_ name: String, _ session: LedgerSession, place: Int?, life: LedgerReading.Life?, at now: Int64) {
        self.name = name
        switch life {
        case .alive: self.life = .alive
        case .over: self.life = .over
        case .unknown: self.life = .unknown
        case nil: self.life = session.deadline > now ? .leased : .over
        }
        lease = life == nil ? LedgerReport.seconds(session.deadline - now) : nil
        inFlight = session.inFlight.mapValues(LedgerReport.units)
        waiting = session.waiting.map { waiting in
            LedgerReport.Waiting(
                place: place, age: LedgerReport.seconds(max(0, now - waiting.rank)),
                comes: LedgerReport.seconds(waiting.told - now), wanted: waiting.wanted.mapValues(LedgerReport.units))
        }
    }
}

extension LedgerReport.Bucket {
    fileprivate init(_ key: String, _ bucket: LedgerBucket, at now: Int64, epoch: Int64?, quietUntil: Int64) {
        self.key = key
        capacity = LedgerReport.units(bucket.capacity)
        hold = LedgerReport.seconds(bucket.hold)
        (isRefilled, isTold, isDisputed) = (bucket.isRefilled, bucket.toldAt != nil, bucket.isDisputed)
        inFlight = LedgerReport.units(bucket.inFlight)
        let heldNow = bucket.held(at: now)
        held = LedgerReport.units(heldNow)
        free = LedgerReport.units(max(0, bucket.capacity - bucket.inFlight - heldNow))
        var present = bucket
        present.begin(epoch ?? bucket.epoch)
        let unit = LedgerRequest.Part(bucket: 0, cost: min(1_000_000, max(1, bucket.capacity)))
        // The gate stands beside it.
        present.reopens = 0
        let availability = present.availability(unit, reserved: 0, at: now)
        let isProbed = bucket.reopens > 0 && bucket.reopens <= now && !bucket.probe.isEmpty
        let start = max(availability.start, bucket.reopens, quietUntil, now)
        next = availability.isOpen && !isProbed ? LedgerReport.seconds(start - now) : nil
        gate =
            bucket.reopens > 0
            ? LedgerReport.Gate(
                opens: LedgerReport.seconds(max(0, bucket.reopens - now)),
                probe: bucket.probe.isEmpty ? nil : bucket.probe)
            : nil
        ceilings = present.ceilings.entries.map { entry in
            LedgerReport.Ceiling(
                left: LedgerReport.units(max(0, entry.level - bucket.level)),
                lasts: LedgerReport.seconds(entry.end - now))
        }
        ends = bucket.ends.map { LedgerReport.seconds($0.due - now) }
    }
}
