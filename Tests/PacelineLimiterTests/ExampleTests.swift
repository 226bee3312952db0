import Foundation
import PacelineLimiter
import PacelineTesting
import Synchronization
import Testing

/// The examples of the documentation: they are what the page shows, and they do what it says.
@Suite(.timeLimit(.minutes(1))) struct ExampleTests {
    private let time = ManualTimeSource()
    private var limiter: RateLimiter { RateLimiter(time: time.source, random: { 0 }) }

    @Test func pageShowsTheExamples() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let page = tests.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/Client/PacelineLimiter/PacelineLimiter.docc/PacelineLimiter.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let blocks = text.components(separatedBy: "```swift\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        let files = try ["SimpleQuota", "StackedLimits", "Refusals"].map {
            try String(contentsOf: tests.appending(path: "Examples/\($0).swift"), encoding: .utf8)
        }
        #expect(blocks == files)
    }

    @Test func simpleQuota() async throws {
        let client = ForecastClient(account: "acme", limiter: limiter) { [time] in "\($0) at \(time.now.nanoseconds)" }
        for _ in 0..<60 { #expect(try await client.forecast(for: "Ulm") == "Ulm at 0") }
        let last = Task { try await client.forecast(for: "Ulm") }
        try await time.sleepers()
        time.advance(by: .milliseconds(60_600))
        #expect(try await last.value == "Ulm at 60600000000")
    }

    @Test func stackedLimits() async throws {
        let client = ReportClient(limiter: limiter) { $0 }
        for number in 0..<20 { #expect(try await client.report("\(number)") == "\(number)") }
        await #expect(throws: RateLimitError.self) { try await client.report("late", within: .seconds(60)) }
        async let normal = client.report("normal")
        while client.limiter.waits().count < 1 { await Task.yield() }
        async let urgent = client.report("urgent", isUrgent: true)
        while client.limiter.waits().count < 2 { await Task.yield() }
        #expect(client.limiter.waits().map(\.position) == [1, 0])
        time.advance(by: .milliseconds(60_600))
        #expect(try await [normal, urgent] == ["normal", "urgent"])
        #expect(client.limiter.snapshot(of: client.points).held == 10)
        #expect(client.limiter.snapshot(of: client.connections).free == 4)
    }

    @Test func refusals() async throws {
        let responses = Mutex<[LetterBox.Response]>([.busy(for: .seconds(5)), .delivered])
        let box = LetterBox(limiter: limiter) { _ in responses.withLock { $0.removeFirst() } }
        let letter = Task { try await box.deliver("hello") }
        try await time.sleepers()
        #expect(box.limiter.snapshot(of: box.gateway).gatedUntil == .seconds(5))
        time.advance(by: .seconds(5))
        try await letter.value
        #expect(box.limiter.snapshot(of: box.gateway).gatedUntil == nil)
    }
}
