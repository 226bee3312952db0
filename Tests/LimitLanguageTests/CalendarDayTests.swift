import Foundation
import PacelineMockTransport
import PacelineRuntime
import Testing

/// Quotas by the day, by the clocks of a zone, client against mock.
@Suite(.timeLimit(.minutes(1))) struct CalendarDayTests {
    private static func document(_ zone: String) -> String {
        let limits = """
            policies: { p: { quota: 2, window: 1d, algorithm: fixed, align: calendar, timezone: \(zone), \
            retry: { exhausted: wait } } }
            """
        return Member(name: "", limits: limits, without: limits, steps: { _ in }, trace: "").document
    }

    private static func seconds(_ date: String) throws -> Double {
        try Date(date, strategy: .iso8601).timeIntervalSince1970
    }

    /// The day on which clocks are set forward has 23 hours, that on which they are set back 25.
    @Test(arguments: [
        // Half an hour before midnight in Paris, New York and on Lord Howe, where clocks change by half an hour.
        ("Europe/Paris", "2026-03-28T22:30:00Z", "0: a, a | 1801: a, a | 84601: a"),
        ("Europe/Paris", "2026-10-24T21:30:00Z", "0: a, a | 1801: a, a | 91801: a"),
        ("America/New_York", "2026-03-08T04:30:00Z", "0: a, a | 1801: a, a | 84601: a"),
        ("America/New_York", "2026-11-01T03:30:00Z", "0: a, a | 1801: a, a | 91801: a"),
        ("Australia/Lord_Howe", "2026-04-04T12:30:00Z", "0: a, a | 1801: a, a | 90001: a"),
    ])
    func acrossChangesOfClocks(_ zone: String, _ start: String, _ trace: String) async throws {
        let document = Self.document(zone)
        let trial = try Trial(client: document, server: document, startingAt: Self.seconds(start))
        await trial.call("a", 5)
        #expect(trial.text == trace)
        #expect(trial.mock.summary.refused == 0)
    }

    /// Two clients of one account whose calendars the document leaves to them.
    @Test func theDocumentsOwnWordForAZone() async throws {
        let document = Self.document("account")
        var options = Mock.Options()
        options.timeZones = ["account": "Asia/Kolkata"]
        let trial = try Trial(
            client: document, server: document, mock: options, startingAt: Self.seconds("2026-06-01T18:00:00Z")
        ) { $0.limits.timeZones = ["account": "Asia/Kolkata"] }
        await trial.call("a", 3)
        #expect(trial.text == "0: a, a | 1801: a")
    }

    /// A zone that nobody knows: there is no client, and it is said what is missing.
    @Test(arguments: ["Nowhere/Land", "account"]) func missingZone(_ zone: String) throws {
        let document = Self.document("'\(zone)'")
        let error = #expect(throws: CallError.self) { try Trial(client: document, server: Self.document("UTC")) }
        #expect(error?.code == .invalidRequest && error?.policy == "p")
        #expect(
            error?.message.contains(zone) == true && error?.message.contains("tzdata") == true,
            "\(error?.message ?? "")")
    }
}
