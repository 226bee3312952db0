import Foundation
import PacelineDiagnostics
import PacelineGenerator
import Testing

/// When a watch reads its files again; time is told, nothing sleeps.
struct WatcherTests {
    private let old = FileStamp(seconds: 0, size: 1)
    private let new = FileStamp(seconds: 1, size: 1)

    /// A watcher that expectations can ask: they do not take what mutates.
    private final class Looks {
        private var watcher = Watcher()

        func observe(_ stamps: [FileStamp?], at now: Duration) -> Bool { watcher.observe(stamps, at: now) }
    }

    /// A watcher that has read `old` at 0 ms.
    private func begun() -> Looks {
        let watcher = Looks()
        #expect(watcher.observe([old], at: .zero))
        return watcher
    }

    @Test func readsAtOnceTheFirstTimeAndThenOnlyAfterEdits() {
        let watcher = begun()
        for time in 1...10 { #expect(!watcher.observe([old], at: .milliseconds(200 * time))) }
    }

    @Test func anEditIsTakenOnceWhenItHasBeenStill() {
        let watcher = begun()
        #expect(!watcher.observe([new], at: .milliseconds(200)))
        #expect(!watcher.observe([new], at: .milliseconds(349)))
        #expect(watcher.observe([new], at: .milliseconds(350)))
        #expect(!watcher.observe([new], at: .milliseconds(400)))
        #expect(!watcher.observe([new], at: .milliseconds(4000)))
    }

    @Test func whileAFileGrowsNothingIsRead() {
        let watcher = begun()
        for step in 1...20 {
            let stamp = FileStamp(seconds: old.seconds, size: 1 + step)
            #expect(!watcher.observe([stamp], at: .milliseconds(100 * step)))
        }
        let last = FileStamp(seconds: old.seconds, size: 21)
        #expect(!watcher.observe([last], at: .milliseconds(2149)))
        #expect(watcher.observe([last], at: .milliseconds(2150)))
    }

    @Test func theIntervalIsLongEnoughForOneLookInBetween() {
        let watcher = begun()
        #expect(!watcher.observe([new], at: Watcher.interval))
        #expect(watcher.observe([new], at: Watcher.interval * 2))
    }

    @Test func anEditThatIsTakenBackIsNone() {
        let watcher = begun()
        #expect(!watcher.observe([new], at: .milliseconds(200)))
        #expect(!watcher.observe([old], at: .milliseconds(300)))
        #expect(!watcher.observe([old], at: .milliseconds(900)))
    }

    @Test func filesThatComeAndGoAreEdits() {
        let watcher = Looks()
        #expect(watcher.observe([old, nil], at: .zero))
        #expect(!watcher.observe([nil, nil], at: .milliseconds(200)))
        #expect(watcher.observe([nil, nil], at: .milliseconds(400)))
        #expect(!watcher.observe([old, nil], at: .milliseconds(600)))
        #expect(watcher.observe([old, nil], at: .milliseconds(800)))
        #expect(!watcher.observe([old, new], at: .milliseconds(1000)))
        #expect(watcher.observe([old, new], at: .milliseconds(1200)))
    }

    @Test func editsOfTwoFilesAreTakenTogether() {
        let watcher = Looks()
        #expect(watcher.observe([old, old], at: .zero))
        #expect(!watcher.observe([new, old], at: .milliseconds(200)))
        #expect(!watcher.observe([new, new], at: .milliseconds(300)))
        #expect(!watcher.observe([new, new], at: .milliseconds(400)))
        #expect(watcher.observe([new, new], at: .milliseconds(450)))
        #expect(!watcher.observe([new, new], at: .milliseconds(650)))
    }

    @Test func stampsTellStatesApart() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "openapi.yaml")
            #expect(FileStamp(path: file.path()) == nil)
            try Data("a".utf8).write(to: file)
            let first = try #require(FileStamp(path: file.path()))
            #expect(first.size == 1 && FileStamp(path: file.path()) == first)
            let date = Date(timeIntervalSince1970: 1_000_000)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file.path())
            #expect(FileStamp(path: file.path()) == FileStamp(seconds: 1_000_000, size: 1))
            // What is edited is the file behind a link.
            let link = folder.appending(path: "link.yaml")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
            #expect(FileStamp(path: link.path()) == FileStamp(seconds: 1_000_000, size: 1))
        }
    }
}
