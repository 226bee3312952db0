import Foundation
import PacelineMockTransport
import PacelineRuntime
import Synchronization

/// The documents by which the language was designed (`Tests/Cases/worked`).
enum Worked {
    /// A mock that is configured from the text from which the client was generated.
    static func mock(
        _ name: String, _ options: Mock.Options = .init(), startingAt start: Double = 0
    ) throws -> MockTransport {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        return try MockTransport(
            document: tests.appending(path: "Cases/worked/\(name)/openapi.yaml").path(), options: options,
            startingAt: start)
    }

    /// Makes calls, so many at a time; returns how many failed, by code and policy.
    static func run(
        _ count: Int, atATime tasks: Int, _ call: @escaping @Sendable (Int) async throws(CallError) -> Void
    ) async -> [String: Int] {
        let tally = Tally()
        await withTaskGroup { group in
            for _ in 0..<min(tasks, count) {
                group.addTask {
                    while let number = tally.next(below: count) {
                        do throws(CallError) { try await call(number) } catch { tally.note(error) }
                    }
                }
            }
        }
        return tally.failures
    }

    /// Which calls have begun, and how those ended that failed.
    private final class Tally: Sendable {
        private let state = Mutex((next: 0, failures: [String: Int]()))

        var failures: [String: Int] { state.withLock(\.failures) }

        func next(below count: Int) -> Int? {
            state.withLock { state in
                defer { state.next += 1 }
                return state.next < count ? state.next : nil
            }
        }

        func note(_ error: CallError) {
            let policy = error.policy.map { " by \($0)" } ?? ""
            state.withLock { $0.failures["\(error.code.rawValue)\(policy)", default: 0] += 1 }
        }
    }

    /// A delay on each way of a request, as on a network that is not far.
    static let network = Mock.Latency.uniform(.milliseconds(20)...(.milliseconds(60)))
}

extension Duration {
    /// In seconds.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension Mock.Summary {
    /// What was used of a policy.
    func policy(_ name: String) -> Mock.PolicyUse? { policies.first { $0.name == name } }
}
