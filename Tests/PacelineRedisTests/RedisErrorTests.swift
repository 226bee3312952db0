#if Redis
import Testing

@testable import PacelineRedis

/// What the errors of servers mean for the caller.
struct RedisErrorTests {
    @Test(arguments: [
        ("LOADING Redis is loading the dataset in memory", "LOADING", false),
        ("CLUSTERDOWN The cluster is down", "CLUSTERDOWN", false),
        ("NOREPLICAS Not enough good replicas to write.", "NOREPLICAS", false),
        ("OOM command not allowed when used memory > 'maxmemory'.", "OOM", false),
        ("BUSY Redis is busy running a script.", "BUSY", false),
        ("TRYAGAIN Multiple keys request during rehashing of slot", "TRYAGAIN", false),
        ("MISCONF Redis is configured to save RDB snapshots", "MISCONF", false),
        ("READONLY You can't write against a read only replica.", "READONLY", true),
        ("MASTERDOWN Link with MASTER is down", "MASTERDOWN", true),
        ("ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -OOM command", "OOM", false),
        (
            "ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -READONLY You can't write",
            "READONLY", true
        ),
    ])
    func theServerHasNoAnswerNow(_ text: String, _ code: String, _ needsNewConnection: Bool) {
        let error = RedisError(RESPServerError(text: text))
        #expect(error.kind == .noAnswer && error.code == code && error.needsNewConnection == needsNewConnection)
        #expect(error.description.contains("(\(code))"))
    }

    @Test(arguments: [
        "WRONGPASS invalid username-password pair or user is disabled.", "NOAUTH Authentication required.",
        "NOPERM User bob has no permissions to run the 'evalsha' command",
        "DENIED Redis is running in protected mode", "MOVED 3999 127.0.0.1:6381", "ASK 3999 127.0.0.1:6381",
        "ERR ACL failure in script: User bob has no permissions to run the 'set' command",
    ])
    func theServerRefuses(_ text: String) {
        #expect(RedisError(RESPServerError(text: text)).kind == .refused)
    }

    @Test(arguments: [
        "ERR user_script:1: Script attempted to access nonexistent global variable 'x' script: 1, on @user_script:1.",
        "WRONGTYPE Operation against a key holding the wrong kind of value", "MYERR of a script", "",
        // A script's own words are not the server's.
        "ERR the script says: -LOADING",
    ])
    func theScriptFails(_ text: String) {
        let error = RedisError(RESPServerError(text: text))
        #expect(error.kind == .failed && !error.needsNewConnection)
        #expect(error.description.contains(text))
    }

    /// Old servers quote the arguments of what they do not know.
    @Test func errorsOfTheGreetingHideThePassword() {
        let text = "ERR wrong number of arguments `AUTH`, `default`, `hunter2`"
        let error = RedisError(greeting: RESPServerError(text: text), hiding: "hunter2")
        #expect(error.kind == .refused && !"\(error)".contains("hunter2"))
        let full = RedisError(greeting: RESPServerError(text: "ERR max number of clients reached"), hiding: nil)
        #expect(full.kind == .noAnswer)
    }

    @Test func theTextOfAnErrorIsShortAndOnOneLine() {
        let text = "ERR a\r\nb " + String(repeating: "x", count: 10_000)
        let error = RedisError(RESPServerError(text: text))
        #expect(error.description.count < 400 && !error.description.contains { $0.isNewline })
    }

    @Test func backoffGrowsAndStaysBounded() {
        for failures in 0..<100 {
            let full = min(0.1 * Double(1 << min(max(failures - 1, 0), 20)), 5)
            for _ in 0..<20 {
                let delay = Backoff.delay(after: failures)
                #expect(delay >= .seconds(full * 0.49) && delay <= .seconds(full * 1.01))
            }
        }
    }
}
#endif
