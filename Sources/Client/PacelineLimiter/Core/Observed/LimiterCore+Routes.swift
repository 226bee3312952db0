// Routes whose limits nobody declared, and the buckets that they draw on.

extension LimiterCore {
    /// The bucket of a route, and that of its origin, for one more client; both are given up by ``forget(_:at:)``.
    package mutating func observe(
        _ route: BucketName, origin: BucketName, gently: Bool, api: String, at time: Instant
    ) -> (route: BucketHandle, origin: BucketHandle) {
        advance(to: time)
        collectForgotten()
        let origin = claim(origin, gently: false, api: api)
        let route = claim(route, gently: gently, api: api)
        routes.add(route.index, origin: origin.index)
        return (route, origin)
    }

    private mutating func claim(_ name: BucketName, gently: Bool, api: String) -> BucketHandle {
        if let (index, _) = names.find(name) { return names.claim(index) }
        return names.add(name, at: store.addBucket(.unknown(gently ? .gently : .freely), at: now), api: api)
    }

    // MARK: What requests draw on

    /// The draws with the buckets that routes draw on in place of their own.
    func resolved(_ draws: DrawList) -> DrawList {
        guard routes.isRedirecting else { return draws }
        return DrawList(draws.flatMap { draw in targets(of: draw.bucket).map { Draw($0, cost: draw.cost) } })
    }

    func resolved(_ limits: [WaitLimits]) -> [WaitLimits] {
        guard routes.isRedirecting else { return limits }
        return limits.flatMap { limit in
            targets(of: limit.bucket).map { WaitLimits($0, quota: limit.quota, gate: limit.gate) }
        }
    }

    private func targets(of bucket: BucketHandle) -> [BucketHandle] {
        routes[bucket.index].map { $0.targets.map(names.handle) } ?? [bucket]
    }

    /// Lets a route that shares its origin's bucket draw on its own again, when the guess that made it do so lapsed.
    mutating func release(_ draws: DrawList) {
        guard routes.isRedirecting else { return }
        for draw in draws {
            let index = draw.bucket.index
            guard let route = routes[index], route.isJoined, store.hasLapsed(route.origin, at: now) else { continue }
            redirect(index, to: [index])
        }
    }

    /// Lets a route draw on other buckets; whoever waits goes with it.
    mutating func redirect(_ route: Int, to targets: [Int], isJoined: Bool = false) {
        guard let old = routes[route], old.targets != targets else { return }
        for target in targets where target != route && !old.targets.contains(target) { _ = names.claim(target) }
        routes.set(targets, of: route, isJoined: isJoined)
        for target in old.targets where target != route && !targets.contains(target) { names.forget(target) }
        let waiters = waiting.all.filter { $0.requested.contains { $0.bucket.index == route } }
        for waiter in waiters.sorted(by: { $0.rank < $1.rank }) { move(waiter.rank.ticket) }
    }

    /// Lets one who waits wait for the buckets that its routes draw on now.
    private mutating func move(_ ticket: Ticket) {
        guard var waiter = waiting.waiter(ticket) else { return }
        let (old, draws) = (waiter.group, resolved(waiter.requested))
        guard !draws.elementsEqual(waiter.draws) else { return }
        if waiting.groups[old].first == waiter.rank { stepBack(old) }
        waiting.remove(ticket)
        if waiting.groups[old].place == nil { place(old) }
        waiter.draws = draws
        waiter.waitLimits = resolved(waiter.waitLimits)
        let group = waiting.insert(waiter)
        guard waiting.groups[group].first == waiter.rank else { return }
        stepBack(group)
        place(group)
    }

    // MARK: One bucket in place of two

    /// What was known of bucket `old` goes to `new`: they turned out to be one at the server.
    mutating func merge(_ old: Int, into new: Int) {
        guard old != new else { return }
        store.merge(old, into: names.handle(new), at: now)
        for route in routes.routes(drawingOn: old) {
            guard let targets = routes[route]?.targets else { continue }
            var merged: [Int] = []
            for target in targets.map({ $0 == old ? new : $0 }) where !merged.contains(target) { merged.append(target) }
            redirect(route, to: merged, isJoined: routes[route]?.origin == new)
        }
        touch(old)
        touch(new)
    }

    /// The bucket of what a server calls by this name, for a route: made if there is none.
    /// - Parameter own: The route's present bucket, which takes the name if it has none; nil where it is taken already.
    mutating func identify(_ name: BucketName, own: Int?, origin: Int) -> Int {
        if let (index, _) = names.find(name) {
            if let own, own != index, !names.isIdentified(own) { merge(own, into: index) }
            return index
        }
        if let own, !names.isIdentified(own), own != origin {
            names.identify(own, as: name)
            return own
        }
        let index = store.addBucket(.unknown(.freely), at: now)
        // It is kept by the routes that draw on it.
        names.add(name, at: index, ofAPIOf: origin)
        return index
    }
}
