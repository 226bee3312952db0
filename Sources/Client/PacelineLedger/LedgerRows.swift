package import PacelineLimiter

/// Where a ledger is kept that is read and written in parts: one row for it and its sessions, and one for each bucket.
/// All calls of a step are made under one lock.
package protocol LedgerRows {
    associatedtype Failure: Error

    /// What is kept under a name; nil when nothing is.
    mutating func load(_ name: String) throws(Failure) -> [UInt8]?

    mutating func save(_ name: String, _ bytes: [UInt8]) throws(Failure)
}

/// Why a step could not be made.
package enum LedgerRowsError<Failure: Error>: Error {
    case store(Failure)
    /// What is kept under this name is none of a ledger's.
    case damaged(String)
}

extension LedgerRows {
    /// Makes one step of the ledger that is kept here.
    /// - Parameters:
    ///   - time: A clock that all processes share and that goes on by itself until the machine starts anew. It is read
    ///     after it was looked who has ended: they did so before.
    ///   - boot: Names the time since the machine was started: nothing of an earlier one lives, and its clock is void.
    ///   - hasEnded: Whether a session has ended; nil where its lease tells.
    package mutating func exchange(
        _ request: LedgerRequest, at time: @autoclosure () -> Int64, boot: String, hasEnded: ((String) -> Bool)?
    ) throws(LedgerRowsError<Failure>) -> LedgerState.Outcome {
        let kept = try keptLedger()
        var over: Set<String> = []
        if let hasEnded, let kept {
            over = Set(kept.state.sessions.keys.filter { $0 != request.session && hasEnded($0) })
        }
        var ledger = kept?.state ?? LedgerState()
        if let kept, kept.boot != boot {
            // Nobody has survived the start of the machine.
            ledger = LedgerState()
            ledger.epoch = (kept.state.epoch ?? 0) + 1
        }
        let touched = ledger.keys(of: request, ending: over, isLeased: hasEnded == nil)
        for key in touched {
            guard let bytes = try row("b:" + key) else { continue }
            ledger.buckets[key] = try bucket(bytes, key, boot: boot)
        }
        let before = ledger.buckets
        var surroundings = LedgerState.Surroundings()
        if hasEnded != nil { surroundings.hasEnded = { [over] in over.contains($0) } }
        let outcome = ledger.exchange(request, at: time(), in: surroundings)
        for (key, bucket) in ledger.buckets where bucket != before[key] {
            var bytes = LedgerBytes()
            bytes.write(boot)
            try keep("b:" + key, bytes.bytes + bucket.bytes)
        }
        var bytes = LedgerBytes()
        bytes.write(boot)
        try keep("ledger", bytes.bytes + ledger.bytes)
        return outcome
    }

    /// Reads the ledger that is kept here, and changes nothing.
    /// - Parameters:
    ///   - keys: Its buckets.
    ///   - time: A clock as in ``exchange(_:at:boot:hasEnded:)``.
    ///   - boot: As there.
    /// - Returns: The ledger, nil when there is none; whether sessions live is for the caller to add.
    package mutating func read(
        _ name: String, buckets keys: [String], at time: Int64, boot: String
    ) throws(LedgerRowsError<Failure>) -> LedgerReading? {
        guard let kept = try keptLedger() else { return nil }
        var reading = LedgerReading(name: name, state: kept.state, time: time)
        reading.isOfEarlierStart = kept.boot != boot
        for key in keys {
            guard let bytes = try row("b:" + key) else { continue }
            do { reading.state.buckets[key] = try bucket(bytes, key, boot: kept.boot) } catch {
                reading.damaged.append(key)
            }
        }
        return reading
    }

    /// The ledger without its buckets, and since which start of the machine it is kept; nil when there is none.
    private mutating func keptLedger() throws(LedgerRowsError<Failure>) -> (boot: String, state: LedgerState)? {
        guard let bytes = try row("ledger") else { return nil }
        do {
            let (boot, rest) = try Self.split(bytes)
            return (boot, try LedgerState(rest))
        } catch { throw .damaged("ledger") }
    }

    /// A bucket of an earlier start of the machine: what was used of it is not known, so that it is taken as full until
    /// all that was on its way then is over.
    private func bucket(
        _ bytes: [UInt8], _ key: String, boot: String
    ) throws(LedgerRowsError<Failure>) -> LedgerBucket {
        do {
            let (kept, rest) = try Self.split(bytes)
            let bucket = try LedgerBucket(rest)
            guard kept != boot else { return bucket }
            var anew = LedgerBucket(
                LedgerRequest.Rule(capacity: bucket.capacity, hold: bucket.hold, isRefilled: bucket.isRefilled),
                grace: bucket.grace)
            anew.settle(bucket.capacity, at: bucket.grace, now: 0)
            return anew
        } catch { throw .damaged(key) }
    }

    private static func split(_ bytes: [UInt8]) throws(LedgerDamage) -> (boot: String, rest: [UInt8]) {
        var reader = LedgerBytesReader(bytes)
        return (try reader.text(), reader.remaining)
    }

    private mutating func row(_ name: String) throws(LedgerRowsError<Failure>) -> [UInt8]? {
        do { return try load(name) } catch { throw .store(error) }
    }

    private mutating func keep(_ name: String, _ bytes: [UInt8]) throws(LedgerRowsError<Failure>) {
        do { try save(name, bytes) } catch { throw .store(error) }
    }
}

extension LedgerState {
    /// The buckets that a step needs: those of the request, and what sessions had that are over.
    fileprivate func keys(of request: LedgerRequest, ending over: Set<String>, isLeased: Bool) -> Set<String> {
        var keys = Set(request.buckets.map(\.key))
        for (name, session) in sessions
        where over.contains(name) || name == request.former || name == request.session || isLeased {
            keys.formUnion(session.inFlight.keys)
            keys.formUnion(session.probes)
        }
        return keys
    }
}
