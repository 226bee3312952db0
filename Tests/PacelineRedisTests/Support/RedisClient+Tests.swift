#if Redis
import Testing

@testable import PacelineRedis

extension RedisClient {
    /// A script that returns its argument.
    static let echo = "return ARGV[1]"

    /// Runs the script that returns its argument.
    func echo(_ text: String, timeout: Duration = .seconds(20)) async throws(RedisError) -> String? {
        try await evaluate(Self.echo, keys: [], timeout: timeout) { _ in [text] }.text
    }

    /// Runs a script without arguments.
    func run(
        _ script: String, keys: [String] = [], timeout: Duration = .seconds(20)
    ) async throws(RedisError) -> RESPValue {
        try await evaluate(script, keys: keys, timeout: timeout) { _ in [] }
    }

    /// The error of a call.
    func error(
        of script: String = RedisClient.echo, keys: [String] = [], with argument: String = "x",
        timeout: Duration = .seconds(20)
    ) async -> RedisError? {
        do {
            _ = try await evaluate(script, keys: keys, timeout: timeout) { _ in [argument] }
            return nil
        } catch {
            return error
        }
    }

    /// Calls again as a ledger does, until there is an answer.
    func echoUntilAnswered(_ text: String) async throws -> String? {
        for _ in 0..<400 {
            do {
                return try await echo(text)
            } catch {
                guard error.kind == .noAnswer else { throw error }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        return nil
    }
}

/// Asks again and again whether something holds, for up to half a minute unless another time is given.
func eventually(
    for time: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws -> Bool {
    let deadline = ContinuousClock.now + time
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}
#endif
