/// What responses told of a bucket whose numbers are declared: other numbers, and when its fixed windows end.
struct Told: Sendable {
    var numbers: ToldNumbers?
    var ends = WindowEnds()

    /// Whether there is nothing to remember.
    var isEmpty: Bool { numbers == nil && ends.isEmpty }
}

extension Bucket {
    /// A response told the bucket's numbers. Returns whether it keeps to others than before.
    /// - Parameter loosens: Whether they take the place of the declared ones; otherwise they only make these stricter.
    mutating func learn(_ limit: RateLimit, loosens: Bool, at now: Instant) -> Bool {
        guard observation == nil, limit.release == self.limit.release else { return false }
        forgetEnded(at: now)
        let isWhole = level == (held.total + inFlight).millionths
        if told == nil { told = Indirect(Told()) }
        var numbers = told?.value.numbers ?? ToldNumbers(declared: self.limit)
        numbers.take(limit, loosens: loosens, isWhole: isWhole, at: now)
        told?.value.numbers = numbers
        return adopt(numbers.limit, at: now)
    }

    /// A response told when the present fixed window ends: what was answered until `through` counts in it, and it is
    /// over at `due`.
    mutating func endsWindow(_ through: Instant, _ due: Instant, at now: Instant) {
        guard due > now, limit.release == .response else { return }
        if told == nil { told = Indirect(Told()) }
        let window = hold
        told?.value.ends.add(through, due, window: window)
    }

    /// Lets go of what windows held that have ended, and takes looser numbers whose time has come.
    @inline(never)
    mutating func updateTold(at now: Instant) {
        while let through = told?.value.ends.takeEnded(at: now) { held.removeAnswered(through: through) }
        if var numbers = told?.value.numbers, numbers.update(at: now) {
            told?.value.numbers = numbers
            adopt(numbers.limit, at: now)
        }
        if told?.value.isEmpty ?? true { told = nil }
    }

    /// When its window ends, and when looser numbers come into force, there may be room.
    func reconsider(_ delay: inout Delay) {
        if let due = told?.value.ends.first { delay.reconsider(at: due) }
        if let due = told?.value.numbers?.due { delay.reconsider(at: due) }
    }

    /// Keeps to the declared numbers alone again.
    mutating func forgetTold(at now: Instant) {
        guard let numbers = told?.value.numbers else { return told = nil }
        told = nil
        adopt(numbers.declared, at: now)
    }

    /// Takes what was told of a bucket that turned out to be this one, where nothing was told of this one yet.
    mutating func absorbTold(_ other: Bucket, at now: Instant) {
        guard let theirs = other.told?.value, told == nil else { return }
        told = Indirect(theirs)
        if let numbers = theirs.numbers { adopt(numbers.limit, at: now) }
    }

    @discardableResult private mutating func adopt(_ limit: RateLimit, at now: Instant) -> Bool {
        guard limit != self.limit else { return false }
        keep(to: limit, at: now)
        return true
    }
}
