import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// Header fields that tell quotas which nobody declared.
@Suite(.timeLimit(.minutes(1))) struct ObservedFieldTests {
    private static let names = ObservedNames(api: "Library", origin: "https://library.example", credential: "")
    private static let now = 1_800_000_000.0

    private static func quotas(_ pairs: (String, String)...) -> [ReportedQuota] {
        let fields = HTTPFields(pairs)
        return ObservedFields(fields, clock: ResponseClock(fields, wall: now), names: names).quotas
    }

    private static func named(_ name: String, key: String = "https://library.example") -> BucketName {
        BucketName(name: "Library/\(name)", key: key)
    }

    @Test func draft() {
        #expect(
            Self.quotas(("RateLimit-Policy", "\"burst\";q=100;w=60"), ("RateLimit", "\"burst\";r=50;t=30")) == [
                ReportedQuota(
                    identity: Self.named("policy:burst"), quota: 100, window: .seconds(60), remaining: 50,
                    reset: .seconds(30))
            ])
        // Two policies, one of them by a key of the server's, and one that counts bytes.
        let several = Self.quotas(
            (
                "RateLimit-Policy",
                "\"a\";q=10;w=1, \"b\";q=500;w=3600;pk=:Y2xpZW50:, \"c\";q=9;w=9;qu=\"content-bytes\""
            ),
            ("RateLimit", "\"a\";r=9, \"c\";r=1, \"d\";r=3;t=4"))
        #expect(
            several.map(\.identity) == [
                Self.named("policy:a"), Self.named("policy:b", key: "https://library.example\u{1F}partition Y2xpZW50"),
                Self.named("policy:d"),
            ])
        #expect(several.map(\.quota) == [10, 500, nil])
        #expect(several.map(\.remaining) == [9, nil, 3])
    }

    @Test func olderDrafts() {
        let third = [ReportedQuota(isWhole: true, quota: 100, remaining: 40, reset: .seconds(7))]
        #expect(
            Self.quotas(("RateLimit-Limit", "100"), ("RateLimit-Remaining", "40"), ("RateLimit-Reset", "7"))
                == third)
        let windows = [
            ReportedQuota(isWhole: true, quota: 100, window: .seconds(60), remaining: 40, reset: .seconds(7))
        ]
        #expect(
            Self.quotas(
                ("RateLimit-Limit", "100, 100;w=60"), ("RateLimit-Policy", "100;w=60"), ("RateLimit-Remaining", "40"),
                ("RateLimit-Reset", "7")) == windows)
        let seventh = [ReportedQuota(quota: 100, window: .seconds(60), remaining: 40, reset: .seconds(7))]
        #expect(
            Self.quotas(("RateLimit", "limit=100, remaining=40, reset=7"), ("RateLimit-Policy", "100;w=60"))
                == seventh)
    }

    /// Seconds, points in time in seconds and milliseconds, dates in two forms, and text with units.
    @Test(arguments: [
        "90", "90.0", "1800000090", "1800000090000", "Fri, 15 Jan 2027 08:01:30 GMT", "2027-01-15T08:01:30Z", "1m30s",
    ])
    func resets(text: String) {
        for prefix in ["X-RateLimit", "X-Rate-Limit", "RateLimit"] {
            let told = Self.quotas(
                (prefix + "-Limit", "60"), (prefix + "-Remaining", "0"), (prefix + "-Reset", text),
                ("Date", "Fri, 15 Jan 2027 08:00:00 GMT"))
            #expect(told == [ReportedQuota(isWhole: true, quota: 60, remaining: 0, reset: .seconds(90))])
        }
    }

    /// The server's own Date is what a point in time is held against, however wrong the client's clock is.
    @Test func ownDate() {
        let told = Self.quotas(
            ("Date", "Thu, 01 Jan 2015 00:00:00 GMT"), ("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Reset", "1420070430"))
        #expect(told.map(\.reset) == [.seconds(30)])
    }

    @Test func identities() {
        let told = Self.quotas(
            ("X-RateLimit-Limit", "5"), ("X-RateLimit-Used", "2"), ("X-RateLimit-Resource", "core"))
        #expect(told == [ReportedQuota(identity: Self.named("resource:core"), isWhole: true, quota: 5, remaining: 3)])
        let bucket = Self.quotas(
            ("X-RateLimit-Limit", "5"), ("X-RateLimit-Bucket", "abcd"), ("X-RateLimit-Reset-After", "1.5"),
            ("X-RateLimit-Reset", "1800000100"))
        #expect(bucket.map(\.identity) == [Self.named("bucket:abcd")])
        #expect(bucket.map(\.reset) == [.milliseconds(1500)])
    }

    /// A partition that only the state has, and windows without names.
    @Test func partitionsAndNames() {
        let told = Self.quotas(("RateLimit-Policy", "\"a\";q=10;w=1"), ("RateLimit", "\"a\";r=4;t=1;pk=\"x\""))
        #expect(told.map(\.remaining) == [4])
        #expect(told.map(\.identity) == [Self.named("policy:a", key: "https://library.example\u{1F}partition x")])
        let windows = Self.quotas(("RateLimit-Policy", "10;w=1, 50;w=60"))
        #expect(windows.map(\.identity) == [Self.named("policy:1.0s"), Self.named("policy:60.0s")])
    }

    /// Without a Date, a point in time tells until when to wait, and not how long a window is.
    @Test func instantWithoutDate() {
        let pairs = [("X-RateLimit-Limit", "60"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1800000090")]
        #expect(Self.quotas(pairs[0], pairs[1], pairs[2]).map(\.quota) == [nil])
        let dated = Self.quotas(pairs[0], pairs[1], pairs[2], ("Date", "Fri, 15 Jan 2027 08:00:00 GMT"))
        #expect(dated.map(\.quota) == [60])
    }

    /// What is malformed, and what no quota can be, is not there.
    @Test(arguments: [
        ("X-RateLimit-Remaining", "-1"), ("X-RateLimit-Remaining", "many"), ("X-RateLimit-Remaining", "1e9"),
        ("X-RateLimit-Limit", ""), ("X-RateLimit-Limit", "99999999999999999999999999"), ("RateLimit", "\"a;r=1"),
        ("RateLimit-Policy", "???"), ("X-RateLimit-Reset", "10"),
    ])
    func malformed(name: String, value: String) {
        #expect(Self.quotas((name, value)).isEmpty)
    }

    @Test(arguments: ["0", "-5", "99999999999999999999", "1700000000", "soon", "Mon, 01 Jan 1990 00:00:00 GMT"])
    func resetsThatTellNothing(text: String) {
        let told = Self.quotas(("X-RateLimit-Remaining", "4"), ("X-RateLimit-Reset", text))
        #expect(told.map(\.reset) == [nil])
    }
}
