import PacelineLimiter

/// A client of a service that accepts 60 requests a minute from each account.
struct ForecastClient {
    let limiter: RateLimiter
    let perMinute: BucketHandle
    let send: @Sendable (String) async throws -> String

    init(
        account: String, limiter: RateLimiter = .shared, send: @escaping @Sendable (String) async throws -> String
    ) {
        self.limiter = limiter
        self.send = send
        perMinute = limiter.bucket(
            RateLimit(quota: 60, window: .seconds(60)), name: "forecasts-per-minute", key: account)
    }

    func forecast(for city: String) async throws -> String {
        try await limiter.withPermit(for: [perMinute]) { permit in
            let response = try await send(city)
            permit.responded()
            return response
        }
    }
}
