package import PacelineDiagnostics

/// Decides when files that are being edited are to be read again. It knows neither files nor clocks: both are told.
package struct Watcher {
    /// How often to look.
    package static let interval: Duration = .milliseconds(200)
    /// How long files must have been as they are: editors write a file in several steps, and save several at once.
    package static let stillness: Duration = .milliseconds(150)

    /// What was last read, nil before the first time.
    private var taken: [FileStamp?]?
    /// What was last seen, and since when.
    private var seen: [FileStamp?]?
    private var seenSince: Duration = .zero

    package init() {}

    /// Whether to read the files now. The first time this is always so, later when they differ from what was last read
    /// and have been still for ``stillness``.
    ///
    /// - Parameters:
    ///   - stamps: The files' stamps, taken before the files are read, so that an edit in between is not missed.
    ///   - now: The time since any fixed point.
    package mutating func observe(_ stamps: [FileStamp?], at now: Duration) -> Bool {
        if stamps != seen {
            seen = stamps
            seenSince = now
        }
        guard stamps != taken, taken == nil || now - seenSince >= Self.stillness else { return false }
        taken = stamps
        return true
    }

    /// Takes the files that a run has read, with their stamps from before, for those to look at from now on.
    package mutating func take(_ stamps: [FileStamp?]) {
        taken = stamps
        seen = stamps
    }
}
