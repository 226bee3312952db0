package import Foundation

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
}

/// What tells one state of a file from another without reading it.
package struct FileStamp: Hashable, Sendable {
    package var modified: Date
    /// The size in bytes.
    package var size: Int

    package init(modified: Date, size: Int) {
        self.modified = modified
        self.size = size
    }

    /// The stamp of a file, nil where there is none.
    package init?(path: String) {
        // Attributes are those of a link itself; what is edited is the file behind it.
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file),
            let modified = attributes[.modificationDate] as? Date, let size = attributes[.size] as? NSNumber
        else { return nil }
        self.init(modified: modified, size: size.intValue)
    }
}
