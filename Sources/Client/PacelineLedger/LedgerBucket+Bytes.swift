import PacelineLimiter

extension LedgerBucket {
    /// The bucket as bytes.
    var bytes: [UInt8] {
        var bytes = LedgerBytes()
        for number in [capacity, hold, grace, inFlight, tail, level, told, reopens, lastStart, nextStart] {
            bytes.write(number)
        }
        bytes.write(isRefilled)
        bytes.write(isDisputed)
        bytes.write(toldAt)
        bytes.write(teller)
        bytes.write(probe)
        // Of times only the differences are kept, which are short.
        var last: Int64 = 0
        bytes.write(log.entries) { bytes, entry in
            bytes.write(entry.stamp - last)
            bytes.write(entry.units)
            last = entry.stamp
        }
        bytes.write(epoch)
        bytes.write(ceilings.newest)
        bytes.write(ceilings.entries) { bytes, entry in
            for number in [entry.level, entry.since, entry.end] { bytes.write(number) }
        }
        bytes.write(ends) { bytes, end in
            bytes.write(end.through)
            bytes.write(end.due)
        }
        return bytes.bytes
    }

    /// A bucket that was kept as bytes.
    init(_ bytes: [UInt8]) throws(LedgerDamage) {
        var reader = LedgerBytesReader(bytes)
        let numbers = try (0..<10).map { _ throws(LedgerDamage) in try reader.number() }
        let isRefilled = try reader.flag()
        self.init(
            LedgerRequest.Rule(capacity: numbers[0], hold: numbers[1], isRefilled: isRefilled), grace: numbers[2])
        (inFlight, tail, level, told) = (numbers[3], numbers[4], numbers[5], numbers[6])
        (reopens, lastStart, nextStart) = (numbers[7], numbers[8], numbers[9])
        isDisputed = try reader.flag()
        toldAt = try reader.optional()
        teller = try reader.text()
        probe = try reader.text()
        var last: Int64 = 0
        let entries = try reader.list { reader throws(LedgerDamage) in
            last &+= try reader.number()
            return LedgerLog.Entry(stamp: last, units: try reader.number())
        }
        log = LedgerLog(entries)
        epoch = try reader.number()
        ceilings = LedgerCeilings(
            newest: try reader.optional(),
            try reader.list { reader throws(LedgerDamage) in
                LedgerCeilings.Entry(
                    level: try reader.number(), since: try reader.number(), end: try reader.number())
            })
        ends = try reader.list { reader throws(LedgerDamage) in
            End(through: try reader.number(), due: try reader.number())
        }
        guard reader.isAtEnd else { throw LedgerDamage() }
    }
}
