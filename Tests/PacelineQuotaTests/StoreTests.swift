import ArgumentParser
import Testing

@testable import paceline_quota

/// What people write wrong.
struct StoreTests {
    private func message(_ arguments: [String]) async -> (text: String, code: Int32) {
        do {
            let command = try ShowCommand.parse(arguments)
            try await command.run()
            return ("", 0)
        } catch {
            return (ShowCommand.message(for: error), ShowCommand.exitCode(for: error).rawValue)
        }
    }

    #if Redis
    /// No part of the URL is shown: it may be one of the password.
    @Test(arguments: ["http://user:hunter2@cache", "redis://user:hunter2@cache:99999", "redis://user:hunt er2@cache"])
    func urlsOfOthers(url: String) async {
        let (text, code) = await message([url, "acme"])
        #expect(code == 64 && text.hasPrefix("The URL is none of Redis: ") && !text.contains("hunt"))
    }
    #else
    @Test func withoutRedis() async {
        let (text, code) = await message(["redis://user:hunter2@cache", "acme"])
        #expect(code == 64 && text.contains("--traits SQLite,Redis") && !text.contains("hunter2"))
    }
    #endif

    #if !SQLite
    @Test func withoutSQLite() async {
        let (text, code) = await message(["quota.db"])
        #expect(code == 64 && text.contains("only with the trait SQLite") && text.contains("--traits SQLite,Redis"))
    }
    #endif

    @Test func swapped() async {
        let (text, code) = await message(["acme", "redis://user:hunter2@cache"])
        #expect(code == 64 && text.contains("is no URL") && !text.contains("hunter2"))
    }

    @Test func trustRootsOfAFile() async {
        let (text, code) = await message(["quota.db", "--trust-roots", "ca.pem"])
        #expect(code == 64 && text.contains("rediss://"))
    }
}
