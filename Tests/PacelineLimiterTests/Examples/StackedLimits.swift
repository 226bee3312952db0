import PacelineLimiter

/// A client of a service that accepts 100 points a minute and four requests at a time. A report costs 5 points.
struct ReportClient {
    let limiter: RateLimiter
    let points: BucketHandle
    let connections: BucketHandle
    let send: @Sendable (String) async throws -> String

    init(limiter: RateLimiter = .shared, send: @escaping @Sendable (String) async throws -> String) {
        self.limiter = limiter
        self.send = send
        points = limiter.bucket(RateLimit(quota: 100, window: .seconds(60)), name: "points")
        connections = limiter.bucket(.concurrency(4), name: "connections")
    }

    /// Fails at once if the report cannot be begun within the given time.
    func report(_ name: String, isUrgent: Bool = false, within time: Duration = .seconds(90)) async throws -> String {
        let permit = try await limiter.acquire(
            [Draw(points, cost: 5), Draw(connections)],
            priority: isUrgent ? .high : .normal,
            deadline: limiter.time.now() + time,
            onWait: { info in print("\(name) waits for \(info.bucketName) behind \(info.position) others") })
        do {
            let response = try await send(name)
            permit.responded()  // The points are held for a minute from here on.
            permit.finish()  // The connection is free.
            return response
        } catch {
            permit.lost(grace: .seconds(60))  // The request may still be on its way.
            throw error
        }
    }
}
