/// The requests that are being answered: from their arrival until their responses' bodies have been sent.
struct InFlightCount: Count {
    private var units = 0.0

    var scope: String { "at a time" }

    mutating func used(at now: Nanoseconds) -> Double { units }

    mutating func add(_ cost: Double, at now: Nanoseconds) { units += cost }

    mutating func wait(untilAtMost units: Double, at now: Nanoseconds) -> Nanoseconds? { self.units > units ? nil : 0 }

    mutating func end(_ cost: Double) { units = max(0, units - cost) }
}
