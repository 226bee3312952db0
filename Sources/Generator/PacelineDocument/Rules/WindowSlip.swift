internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

/// Windows in the wrong unit: bare milliseconds, or a name that says another unit.
enum WindowSlip: DocumentRule {
    private typealias Unit = (word: String, length: Duration)

    private static let units: [Unit] = [
        ("second", .seconds(1)), ("minute", .seconds(60)), ("hour", .seconds(3600)), ("day", .seconds(86_400)),
    ]

    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] {
            let place = policy.location(of: "window")
            guard let window = policy.numbers.window else { continue }
            if let bare = policy.members["window"]?.double, bare >= 10_000,
                bare.truncatingRemainder(dividingBy: 1000) == 0
            {
                diagnostics.untidy(
                    .suspiciousWindow, "a number is seconds, and this window would last \(hours(bare)) hours",
                    at: place,
                    hint: "for milliseconds write `\(policy.members["window"]?.text ?? "")ms`")
            } else if let unit = unit(named: policy.name), isOutside(window, unit) {
                diagnostics.untidy(
                    .suspiciousWindow,
                    "the name `\(policy.name)` says \(unit.word), the window is \(length(policy, window))",
                    at: place)
            }
        }
    }

    /// The unit that a policy's name speaks of; nil when it names none, several, or a number of them (`per-24-hours`).
    private static func unit(named name: String) -> Unit? {
        guard !name.contains(where: \.isNumber) else { return nil }
        let name = name.lowercased().replacingDaily
        let found = units.filter { name.contains($0.word) }
        return found.count == 1 ? found[0] : nil
    }

    /// A window of several units is still of that unit, one of the next unit's length is not.
    private static func isOutside(_ window: Duration, _ unit: Unit) -> Bool {
        window < unit.length || units.contains { $0.length > unit.length && window >= $0.length }
    }

    private static func hours(_ seconds: Double) -> String {
        let tenths = (seconds / 360).rounded()
        return tenths.truncatingRemainder(dividingBy: 10) == 0 ? "\(Int(tenths / 10))" : "\(tenths / 10)"
    }

    /// The window as written, with the unit that a bare number has.
    private static func length(_ policy: PolicyObject, _ window: Duration) -> String {
        guard let node = policy.members["window"], let text = node.text else { return window.formatted }
        return node.double == nil ? text : "\(text) s"
    }
}

extension String {
    /// With `hourly` and `daily` as the words they come from.
    fileprivate var replacingDaily: String { contains("daily") ? self + " day" : self }
}
