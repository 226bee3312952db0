import PacelineLimiter

/// Nanoseconds for each of `count` runs of `body`: the least of five series, since noise only adds.
func nanoseconds(_ count: Int, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    var least = Double.infinity
    for _ in 0..<5 {
        let time = clock.measure { for _ in 0..<count { body() } }
        least = min(least, time.asNanoseconds / Double(count))
    }
    return least
}

extension Duration {
    var asNanoseconds: Double { Double(components.seconds) * 1e9 + Double(components.attoseconds) / 1e9 }
}

extension Double {
    /// The number with one digit after the point.
    var short: String { "\((self * 10).rounded() / 10)" }
}

func row(_ name: String, _ value: String) { print("| \(name) | \(value) |") }
