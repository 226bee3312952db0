import ContactCenterAI
import PacelineLimiter
import PacelineRuntime

/// The memory of calls that wait for a limit.
enum Waiting {
    /// Bytes for each of `count` calls that wait at once.
    static func bytesPerCall(_ base: String, _ transport: some Transport, count: Int) async throws -> Int {
        var limits = LimitSettings.declared
        limits.override(ContactCenterAI.Limits.perMinute, with: LimitSettings.Override(quota: 1, window: .seconds(600)))
        let limiter = RateLimiter(maximumWaiters: count + 1)
        let client = ContactCenterAI(
            server: ContactCenterAI.Server(url: base), accountID: "acme", applicationID: "st-1",
            credentials: .auth { "token" }, transport: transport,
            options: ClientOptions(limiter: limiter, limits: limits))
        _ = try await client.skills.getSkill(skillGroupID: "sg-1", skillID: "s-1")
        let before = residentBytes()
        let tasks = (0..<count).map { _ in
            Task { _ = try await client.skills.getSkill(skillGroupID: "sg-1", skillID: "s-1") }
        }
        while limiter.snapshot().map(\.waiting).max() ?? 0 < count { try await Task.sleep(for: .milliseconds(10)) }
        let used = residentBytes() - before
        for task in tasks { task.cancel() }
        for task in tasks { _ = await task.result }
        return used / count
    }
}
