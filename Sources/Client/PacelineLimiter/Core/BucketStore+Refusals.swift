// What a server's refusals do to the buckets that a permit draws on.

extension BucketStore {
    /// Shuts the refusal's buckets for its time and `jitter` (0 to 1) tenths of it more. The permit has not ended yet.
    /// - Parameter isGuess: Whether the response left open which of several buckets refused.
    mutating func shut(
        by permit: PermitID, _ refusal: Refusal, isGuess: Bool, jitter: Double, at now: Instant
    ) {
        let place = permits.place(of: permit)
        for (bucket, isGuess) in [(refusal.bucket, isGuess)] + refusal.alsoShuts.map({ ($0, false) }) {
            let (cost, isSettled) = share(of: bucket.index, inPlace: place)
            let request = RefusedRequest(
                permit: permit, cost: cost, start: permits.start(place), isCounted: refusal.isCounted || isSettled,
                isGuess: isGuess)
            buckets.with(bucket.index, at: now) {
                $0.shut(by: request, refusal, isSettled: isSettled, jitter: jitter, at: now)
            }
            if ledger != nil { tellGate(ofBucket: bucket.index) }
        }
    }

    /// Which of the buckets most likely refused a request, where its response did not say: an index of `suspects`.
    mutating func culprit(of permit: PermitID, among suspects: [Int], at now: Instant) -> Int? {
        let place = permits.place(of: permit)
        let start = permits.start(place)
        return suspects.map { index in
            let cost = share(of: index, inPlace: place).cost
            return buckets.with(index, at: now) { $0.blame(for: cost, from: start, at: now) }
        }.culprit
    }

    /// What a permit takes from a bucket, and whether that is held already.
    private func share(of index: Int, inPlace place: Int) -> (cost: Units, isSettled: Bool) {
        let cost = permits.draws(ofPlace: place).first { $0.bucket.index == index }?.cost ?? .zero
        return (cost, permits.isAnswered(place) && buckets.release(of: index) == .response)
    }
}
