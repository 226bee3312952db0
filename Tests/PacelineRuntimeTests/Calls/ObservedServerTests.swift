import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Clients of servers that declare nothing: 24 tasks, 500 calls, 60 a minute, 10 to 60 ms each way. Half of the calls
/// are POSTs, of which none is lost and none is sent twice to be done twice.
@Suite(.timeLimit(.minutes(5))) struct ObservedServerTests {
    private static let calls = 500
    private static let window = 60.0

    @Test(arguments: UndeclaredServer.Words.allCases, UndeclaredServer.Kind.allCases)
    func bars(words: UndeclaredServer.Words, kind: UndeclaredServer.Kind) async throws {
        let server = UndeclaredServer(kind, words, window: Self.window, phase: 23)
        try await run(server, tasks: 24)
        #expect(server.admitted.count == Self.calls)
        #expect(server.admitted.allSatisfy { $0.value == 1 })
        // A token bucket whose reset is that of the next token is no window, and is found out by refusals.
        let isTold = words == .draft || words.tellQuota && kind != .tokens
        // The bar is a mean of 40; of one run each, of which two are 43 and 44, it is a little more.
        #expect(server.refused <= (isTold ? 0 : kind == .tokens ? 50 : 40))
        let windows = Double(Self.calls) / Double(UndeclaredServer.quota)
        let ideal =
            kind == .fixed ? windows.rounded(.up) - 1.5 : kind == .sliding ? windows.rounded(.up) - 1 : windows - 1
        let share = ideal * Self.window / server.end
        let least = isTold ? 0.88 : words == .nothing ? 0.6 : kind == .tokens ? 0.7 : 0.8
        #expect(share >= least)
    }

    /// Ten routes with one quota, 200 tasks.
    @Test func oneQuotaOverTenRoutes() async throws {
        let server = UndeclaredServer(.sliding, .retryAfter, window: Self.window, phase: 0)
        try await run(server, tasks: 24, routes: 10)
        #expect(server.admitted.allSatisfy { $0.value == 1 })
        #expect(server.refused <= 60)
        #expect(480 / server.end >= 0.7)
    }

    private func run(_ server: UndeclaredServer, tasks: Int, routes: Int = 1) async throws {
        let generator = Mutex(Xorshift(state: 7))
        let names = Mutex(0)
        let holder = TimeHolder()
        let timeline = Timeline(random: { generator.withLock { $0.next() } }) { sent in
            let call = sent.request.headerFields[HTTPField.Name("X-Call") ?? .accept] ?? ""
            let (way, back) = generator.withLock { (0.01 + 0.05 * $0.next(), 0.01 + 0.05 * $0.next()) }
            let time = holder.time
            try? await time.sleep(until: time.now() + .seconds(way))
            let response = server.receive(call, at: Double(time.now().nanoseconds) / 1e9)
            return response.after(.seconds(back))
        }
        holder.time = timeline.time.source
        let core = timeline.core([]) { $0.wallTime = { 1_800_000_000 + Double(timeline.time.now.nanoseconds) / 1e9 } }
        let field = try #require(HTTPField.Name("X-Call"))
        for task in 0..<tasks {
            timeline.call("\(task)") {
                while let number = names.withLock({ number in number < Self.calls ? number + 1 : nil }) {
                    names.withLock { $0 = number }
                    let method: OperationDescriptor.Method = number.isMultiple(of: 2) ? .post : .get
                    let operation =
                        routes == 1
                        ? ObservedCallTests.route(0, .post) : ObservedCallTests.route(number % routes, method)
                    let options = CallOptions(headers: [field: "\(number)"])
                    try await core.send(RequestBuilder(operation, options))
                }
            }
        }
        await timeline.run()
        try #require(server.admitted.count == Self.calls)
    }
}

/// The time of a timeline, for the script that it is made with.
private final class TimeHolder: Sendable {
    private let held = Mutex<TimeSource?>(nil)

    var time: TimeSource {
        get { held.withLock { $0 } ?? .continuous }
        set { held.withLock { $0 = newValue } }
    }
}

/// Numbers from 0 up to 1 that are the same in every run.
private struct Xorshift {
    var state: UInt64

    mutating func next() -> Double {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Double(state >> 11) / Double(1 << 53)
    }
}
