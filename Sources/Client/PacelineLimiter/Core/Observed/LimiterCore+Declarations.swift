// The numbers that were declared of buckets, where several may turn out to be one.

extension LimiterCore {
    /// The numbers that were declared of a bucket itself.
    func declaration(of index: Int) -> RateLimit {
        routes.declarations[index] ?? store.declaredLimit(ofBucket: index)
    }

    /// Gives a bucket other numbers.
    mutating func declare(_ limit: RateLimit, for index: Int) {
        guard routes.isRedirecting else { return keep(index, to: limit) }
        routes.declarations[index] = limit
        reconcile(index)
        reconcileTargets(of: index)
    }

    /// Lets the other buckets that a route draws on keep to its numbers, too.
    mutating func reconcileTargets(of route: Int) {
        guard routes.isRedirecting, let targets = routes[route]?.targets else { return }
        for target in targets where target != route && declaration(of: route) != store.declaredLimit(ofBucket: target) {
            reconcile(target)
        }
    }

    /// Lets a bucket keep to the numbers that are in force of all who draw on it: the server counts them as one.
    mutating func reconcile(_ index: Int) {
        let own = declaration(of: index)
        guard own.observing == nil else { return }
        let others = routes.visitors(of: index)
        let inForce = Set(
            ([index] + others).filter { names.isClaimed($0) }.map(declaration).filter {
                $0.observing == nil && $0.release == own.release
            })
        let strictest = inForce.count > 1 ? RateLimit.strictest(inForce) : inForce.first
        let limit = strictest ?? own
        routes.declarations[index] = limit == own ? nil : own
        if limit != store.declaredLimit(ofBucket: index) { keep(index, to: limit) }
    }

    private mutating func keep(_ index: Int, to limit: RateLimit) {
        store.declare(limit, forBucket: index, at: now)
        guard waiting.wants(index) else { return }
        placeHopeless(in: index)
        touch(index)
        settle()
    }
}
