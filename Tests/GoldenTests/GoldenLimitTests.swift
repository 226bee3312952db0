import Foundation
import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

@testable import Goldens

/// The expected files of `Tests/Cases/positive/limits-…`: limits of every kind as the runtime has them.
struct GoldenLimitTests {
    @Test func costsAndNumbersOfOperations() throws {
        typealias Client = LimitsAttachments
        let (points, heavy, each) = (Client.Limits.points, Client.Limits.heavy, Client.Limits.each)
        let report = Client.Operations.createReport.limits
        #expect(report.map(\.policy) == [Client.Limits.everything, points, heavy, each])
        #expect(report.map(\.cost) == [1, 5, 2, 1])
        #expect(report.last?.numbers == .quota(0.0167, per: .seconds(1), algorithm: .tokenBucket(burst: 15)))
        #expect(Client.Operations.exportReports.limits.map(\.cost) == [1, 10, 5, 1])
        #expect(Client.Operations.status.limits == [AppliedLimit(points, cost: 0.5)])
        #expect(Client.Operations.listReports.limits.map(\.policy) == [Client.Limits.everything, points, each])
    }

    @Test func partsOfTheRequest() {
        typealias Limits = LimitsKeys.Limits
        #expect(Limits.perBot.per == [.request(.path("botId"), word: "bot")])
        #expect(Limits.perDesk.per == ["account", .request(.header("X-Desk"), word: "desk")])
        #expect(Limits.perPage.per == ["token", .request(.query("page"), word: "$request.query.page")])
        #expect(Limits.perPlace.per == [.server, .path, .method] && Limits.perPlace.unit == "points")
        #expect(Limits.perTag.per == ["user", .tag])
    }

    @Test func everyKind() {
        typealias Limits = LimitsKinds.Limits
        #expect(Limits.flight.numbers == .concurrency(5))
        #expect(Limits.bucket.numbers == .quota(2, per: .seconds(1), algorithm: .tokenBucket(burst: 40)))
        #expect(Limits.weighted.numbers == .quota(300, per: .seconds(60), algorithm: .counter))
        #expect(
            Limits.stamped.numbers
                == .quota(50, per: .seconds(10), algorithm: .fixed(.clock), granularity: .seconds(1)))
        #expect(Limits.daily.numbers == .quota(100_000, per: .seconds(86_400), algorithm: .calendar))
        #expect(Limits.overload.numbers == .undisclosed && Limits.overload.retry.exhausted == .wait)
    }

    @Test func plansAndCredentials() {
        typealias Limits = LimitsPlans.Limits
        #expect(Limits.api.plan == "team")
        #expect(Limits.signed.plans["enterprise"] == .quota(6000, per: .seconds(30)))
        #expect(Limits.signedHour.plans.keys.sorted() == ["team"] && Limits.anonymous.plans.isEmpty)
        #expect(Limits.flight.plans == ["team": .concurrency(20)])
        #expect(Limits.signed.authentication == [["bearer"], ["key"]] && Limits.anonymous.authentication == [[]])
    }

    @Test func refusalsAndFields() {
        typealias Limits = LimitsRefusals.Limits
        #expect(
            Limits.throttled.refusal.response.conditions.map(\.value) == [
                .body("/errors/0/message"), .header("X-Scope"), .body("/cost"),
            ])
        #expect(
            Limits.throttled.refusal.response.conditions[1].predicate
                == .all([.not(.anyOf(["shared"])), .present(true)]))
        #expect(!Limits.throttled.refusal.isCounted && Limits.throttled.retry.blocksAll)
        #expect(Limits.spent.retry.maximumWait == .seconds(3600) && Limits.spent.retry.attempts == 3)
        #expect(Limits.credit.retry.exhausted == .fail)
        #expect(LimitsHeaders.Limits.standard.fields == .ietf)
        #expect(
            LimitsHeaders.Limits.own.fields
                == .named(
                    limit: .header("X-Most"), remaining: .header("X-Left"), used: .header("X-Used"),
                    reset: .init(.header("X-Whole-At"), .epochMilliseconds)))
    }

    @Test func keysOfIdempotencyAreOptional() async throws {
        typealias Operations = LimitsHeaders.Operations
        #expect(Operations.order.idempotency == .key(header: "Idempotency-Key"))
        #expect(Operations.orderAll.idempotency == .declared(true))
        #expect(Operations.cancelAll.idempotency == .declared(false))
        #expect(Operations.listOrders.idempotency == .method)
        let time = ManualTimeSource()
        let transport = RecordingTransport(time: time.source, .status(204))
        let client = LimitsHeaders(
            transport: transport, options: ClientOptions(limiter: RateLimiter(time: time.source)))
        try await client.order(idempotencyKey: "k")
        let field = try #require(HTTPField.Name("Idempotency-Key"))
        #expect(transport.sent.map { $0.request.headerFields[field] } == ["k"])
    }

    /// The matrix at run time is the one that `paceline limits` prints of the document.
    @Test(arguments: [
        ("limits-attachments", LimitsAttachments.limitMatrix), ("limits-keys", LimitsKeys.limitMatrix),
        ("limits-kinds", LimitsKinds.limitMatrix), ("limits-plans", LimitsPlans.limitMatrix),
    ])
    func theMatrix(_ name: String, _ matrix: LimitMatrix) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "Cases/positive/\(name)/matrix.txt")
        #expect(try String(describing: matrix) == String(contentsOf: file, encoding: .utf8))
    }
}
