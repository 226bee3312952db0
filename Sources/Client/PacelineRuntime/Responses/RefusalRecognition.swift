/// Tells from a response which of a call's limits refused it.
enum RefusalRecognition {
    /// The policies that refused, by their places.
    struct Refusal: Equatable {
        var places: [Int]
        /// Whether it is open which of them it was: the response fits them alike.
        var isOpen = false
    }

    /// Who refused; nil when the response is no refusal.
    ///
    /// A policy refused when its own pattern fits; where several do, it is one of those with the most conditions. An
    /// response that names the policies itself (`violated-policies`) decides between those that fit. A 429 that no
    /// policy claims is a refusal by any of them (RFC 6585, section 4).
    ///
    /// - Parameter claimsAll429: Whether there is no other limit that a 429 may come from.
    static func refusal(
        by policies: [RateLimitPolicy], claimsAll429: Bool = true, in response: inout ResponseReader
    ) -> Refusal? {
        var best = 0
        var refusing: [Int] = []
        for (place, policy) in policies.enumerated() {
            guard let conditions = matches(policy.refusal.response, &response) else { continue }
            if conditions > best { refusing.removeAll() }
            if conditions >= best { refusing.append(place) }
            best = max(best, conditions)
        }
        if refusing.isEmpty, claimsAll429, response.response.status == 429 { refusing = Array(policies.indices) }
        guard refusing.count > 1 else { return refusing.isEmpty ? nil : Refusal(places: refusing) }
        let named = response.violatedPolicies()
        let violated = refusing.filter { named.contains(policies[$0].name) }
        return violated.isEmpty ? Refusal(places: refusing, isOpen: true) : Refusal(places: violated)
    }

    /// How many of the pattern's conditions the response meets; nil when it fails one, or when there is none.
    ///
    /// A pattern without a status fits errors only: what a success holds may quote the message.
    private static func matches(_ pattern: ResponsePattern, _ response: inout ResponseReader) -> Int? {
        let status = response.response.status
        var count = 0
        if pattern.statuses.isEmpty {
            guard status >= 400 else { return nil }
        } else {
            guard pattern.statuses.contains(where: { $0.contains(status) }) else { return nil }
            count += 1
        }
        if !pattern.messages.isEmpty {
            guard pattern.messages.contains(where: { response.holds($0) }) else { return nil }
            count += 1
        }
        for condition in pattern.conditions {
            guard condition.holds(in: &response) else { return nil }
            count += 1
        }
        // A success is a refusal only by what it says.
        return count == 0 || status < 400 && count == 1 ? nil : count
    }
}
