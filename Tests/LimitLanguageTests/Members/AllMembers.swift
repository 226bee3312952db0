extension Member {
    /// All by which clients or mocks do something else than without them.
    static let all = [ofPolicies, ofNumbers, ofSelection, ofResponses, ofFields].flatMap(\.self)

    /// The others, with the tests that fail when they are ignored: what is said to people, and what names something.
    static let elsewhere: [String: [String]] = [
        // By it a policy is known whose server has another name for it, and the mock says it.
        "policy.unit": ["QuotaFieldTests.notOfThisPolicyOrMalformed", "QuotaReportTests.standardFields"],
        // Clients of one API share its buckets; a mock is one server.
        "x-rate-limits.id": ["PositiveCaseTests.generatesExactly", "SharedBucketTests.strictestHolds"],
        "policy.adjustable": ["PositiveCaseTests.generatesExactly"],
        "policy.description": ["PositiveCaseTests.generatesExactly"],
        "policy.source": ["PositiveCaseTests.generatesExactly"],
        "x-rate-limits.source": ["PositiveCaseTests.generatesExactly"],
        "source.url": ["PositiveCaseTests.generatesExactly"],
        "source.checked": ["PositiveCaseTests.generatesExactly"],
    ]
}
