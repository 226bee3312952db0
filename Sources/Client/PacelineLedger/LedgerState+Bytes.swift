import PacelineLimiter

extension LedgerState {
    /// The ledger without its buckets, as bytes.
    var bytes: [UInt8] {
        var bytes = LedgerBytes()
        for number in [last, offset, quietUntil] { bytes.write(number) }
        bytes.write(epoch)
        bytes.write(sessions.sorted { $0.key < $1.key }) { bytes, session in
            bytes.write(session.key)
            session.value.write(to: &bytes)
        }
        return bytes.bytes
    }

    /// A ledger that was kept as bytes; its buckets are kept apart.
    init(_ bytes: [UInt8]) throws(LedgerDamage) {
        self.init()
        var reader = LedgerBytesReader(bytes)
        (last, offset, quietUntil) = (try reader.number(), try reader.number(), try reader.number())
        epoch = try reader.optional()
        for (name, session) in try reader.list({ reader throws(LedgerDamage) in
            (try reader.text(), try LedgerSession(&reader))
        }) {
            sessions[name] = session
        }
        guard reader.isAtEnd else { throw LedgerDamage() }
    }
}

extension LedgerSession {
    fileprivate func write(to bytes: inout LedgerBytes) {
        bytes.write(sequence)
        bytes.write(deadline)
        bytes.write(inFlight.sorted { $0.key < $1.key }) { bytes, entry in
            bytes.write(entry.key)
            bytes.write(entry.value)
        }
        bytes.write(rules.sorted { $0.key < $1.key }) { bytes, entry in
            bytes.write(entry.key)
            bytes.write(entry.value.capacity)
            bytes.write(entry.value.hold)
            bytes.write(entry.value.isRefilled)
        }
        bytes.write(probes.sorted()) { $0.write($1) }
        bytes.write(waiting != nil)
        if let waiting {
            bytes.write(waiting.rank)
            bytes.write(waiting.told)
            bytes.write(waiting.wanted.sorted { $0.key < $1.key }) { bytes, entry in
                bytes.write(entry.key)
                bytes.write(entry.value)
            }
        }
        bytes.write(reply != nil)
        reply?.write(to: &bytes)
    }

    fileprivate init(_ reader: inout LedgerBytesReader) throws(LedgerDamage) {
        let sequence = try reader.number()
        self.init(deadline: try reader.number())
        self.sequence = sequence
        inFlight = try Self.table(&reader) { reader throws(LedgerDamage) in try reader.number() }
        rules = try Self.table(&reader) { reader throws(LedgerDamage) in
            LedgerRequest.Rule(
                capacity: try reader.number(), hold: try reader.number(), isRefilled: try reader.flag())
        }
        probes = Set(try reader.list { reader throws(LedgerDamage) in try reader.text() })
        if try reader.flag() {
            waiting = Waiting(
                rank: try reader.number(), told: try reader.number(),
                wanted: try Self.table(&reader) { reader throws(LedgerDamage) in try reader.number() })
        }
        if try reader.flag() { reply = try LedgerAnswer(&reader) }
    }

    private static func table<Value>(
        _ reader: inout LedgerBytesReader, _ value: (inout LedgerBytesReader) throws(LedgerDamage) -> Value
    ) throws(LedgerDamage) -> [String: Value] {
        var table: [String: Value] = [:]
        for (key, value) in try reader.list({ reader throws(LedgerDamage) in (try reader.text(), try value(&reader)) })
        {
            table[key] = value
        }
        return table
    }
}

extension LedgerAnswer {
    fileprivate func write(to bytes: inout LedgerBytes) {
        for number in [now, epoch, quiet] { bytes.write(number) }
        bytes.write(grants) { bytes, grant in
            bytes.write(grant.starts) { $0.write($1) }
            bytes.write(grant.next)
            bytes.write(grant.lower)
        }
        bytes.write(buckets) { bytes, bucket in
            bytes.write(bucket.gate)
            for number in [bucket.level, bucket.capacity, bucket.hold, bucket.inFlight, bucket.held] {
                bytes.write(number)
            }
        }
    }

    fileprivate init(_ reader: inout LedgerBytesReader) throws(LedgerDamage) {
        self.init(now: try reader.number(), epoch: try reader.number(), quiet: try reader.number())
        grants = try reader.list { reader throws(LedgerDamage) in
            Grant(
                starts: try reader.list { reader throws(LedgerDamage) in try reader.number() },
                next: try reader.optional(), lower: try reader.optional())
        }
        buckets = try reader.list { reader throws(LedgerDamage) in
            Bucket(
                gate: try reader.optional(), level: try reader.number(), capacity: try reader.number(),
                hold: try reader.number(), inFlight: try reader.number(), held: try reader.number())
        }
    }
}
