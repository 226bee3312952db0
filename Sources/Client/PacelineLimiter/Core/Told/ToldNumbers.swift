/// The numbers that responses told of a bucket, beside the declared ones.
///
/// Stricter numbers hold at once. Looser ones hold at once where they are the first that were told and all that was
/// ever used is still held; otherwise when what was counted by the old ones is over.
struct ToldNumbers: Sendable {
    private(set) var declared: RateLimit
    /// What the bucket keeps to.
    private(set) var limit: RateLimit
    private var target: RateLimit
    /// When `target` holds; nil while it does.
    private(set) var due: Instant?
    /// When a response told numbers last; nil while none did.
    private(set) var toldAt: Instant?

    init(declared: RateLimit) { (self.declared, limit, target) = (declared, declared, declared) }

    /// A response told `told`.
    /// - Parameters:
    ///   - loosens: Whether it takes the place of what is declared.
    ///   - isWhole: Whether all that the bucket ever let start is still held.
    mutating func take(_ told: RateLimit, loosens: Bool, isWhole: Bool, at now: Instant) {
        var told = told
        told.pacing = declared.pacing
        let aim = loosens ? told : RateLimit.strictest([declared, told]) ?? declared
        let isFirst = toldAt == nil
        toldAt = now
        guard aim != target else { return }
        target = aim
        let both = RateLimit.strictest([limit, aim]) ?? aim
        if both == aim || isFirst && (isWhole || aim.holdNanoseconds <= limit.holdNanoseconds) {
            (limit, due) = (aim, nil)
        } else {
            due = now.later(by: max(limit.holdNanoseconds, aim.holdNanoseconds))
            limit = both
        }
    }

    /// The declared numbers are others.
    mutating func declare(_ limit: RateLimit) { self = ToldNumbers(declared: limit) }

    /// Takes looser numbers whose time has come. Returns whether the numbers are others.
    mutating func update(at now: Instant) -> Bool {
        guard let due, due <= now else { return false }
        (limit, self.due) = (target, nil)
        return true
    }
}
