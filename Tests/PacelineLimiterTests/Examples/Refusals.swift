import PacelineLimiter

/// Sends letters through a gateway that others use, too. It takes ten a second, unless it is busy.
struct LetterBox {
    enum Response: Sendable {
        case delivered
        /// The gateway is busy; it may say for how long.
        case busy(for: Duration?)
    }

    struct GatewayIsBusy: Error {}

    let limiter: RateLimiter
    let gateway: BucketHandle
    let send: @Sendable (String) async -> Response

    init(limiter: RateLimiter = .shared, send: @escaping @Sendable (String) async -> Response) {
        self.limiter = limiter
        self.send = send
        gateway = limiter.bucket(RateLimit(quota: 10, window: .seconds(1)), name: "gateway")
    }

    /// Tries up to three times. While the gateway is busy, nothing is sent by anyone who shares the limiter; then one
    /// letter goes first, and the others follow if it is taken.
    func deliver(_ letter: String) async throws {
        for attempt in 1...3 {
            let permit = try await limiter.acquire([Draw(gateway)], position: attempt == 1 ? .back : .front)
            switch await send(letter) {
            case .delivered:
                permit.finish()
                return
            case .busy(let wait):
                permit.refused(retryAfter: wait)
            }
        }
        throw GatewayIsBusy()
    }
}
