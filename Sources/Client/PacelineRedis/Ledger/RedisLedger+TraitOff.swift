#if !Redis
public import PacelineLimiter

/// A ledger in Redis or Valkey, which stands behind a trait.
@available(*, unavailable, message: "enable the trait Redis: .package(…, traits: [\"Redis\"])")
public struct RedisLedger: Ledger {
    /// A ledger that is reached by another client of Redis, which stands behind a trait.
    public init(
        _ name: String, evaluate: @escaping @Sendable (String, [String], [String]) async throws -> [String]
    ) {}
    /// Never called.
    public var isLeased: Bool { true }
    /// Never called.
    public func exchange(_ request: LedgerRequest) async throws(LedgerError) -> LedgerReply { .gone(epoch: 0) }
}

@available(*, unavailable, message: "enable the trait Redis: .package(…, traits: [\"Redis\"])")
extension Ledger where Self == RedisLedger {
    /// A ledger in Redis or Valkey, which stands behind a trait.
    public static func redis(_ url: String, ledger: String) throws -> RedisLedger {
        RedisLedger(ledger) { _, _, _ in [] }
    }
}
#endif
