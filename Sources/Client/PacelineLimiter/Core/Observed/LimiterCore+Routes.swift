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
        if routes.add(route.index, origin: origin.index) { names.keep(origin.index) }
        return (route, origin)
    }

    private mutating func claim(_ name: BucketName, gently: Bool, api: String) -> BucketHandle {
        if let (index, _) = names.find(name) { return names.claim(index) }
        let limit = RateLimit.unknown(gently ? .gently : .freely)
        let handle = names.add(name, at: store.addBucket(limit, at: now), api: api)
        noteShared(handle.index, limit)
        return handle
    }

    // MARK: What requests draw on

    /// The draws with the buckets that routes draw on in place of their own.
    func resolved(_ draws: DrawList) -> DrawList {
        DrawList(draws.flatMap { draw in targets(of: draw.bucket).map { Draw($0, cost: draw.cost) } })
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
        for draw in draws {
            let index = draw.bucket.index
            guard let route = routes[index], route.isJoined, let origin = route.origin,
                store.hasLapsed(origin, at: now)
            else { continue }
            redirect(index, to: [index])
        }
        placeMoved()
    }

    /// Lets a route draw on other buckets. Whoever waits goes with it, and stands nowhere until ``placeMoved()``.
    mutating func redirect(_ route: Int, to targets: [Int], isNamed: Bool = false, isJoined: Bool = false) {
        guard let old = routes[route], old.targets != targets else { return }
        let (new, left) = (targets.filter { !old.targets.contains($0) }, old.targets.filter { !targets.contains($0) })
        for target in new where target != route { names.keep(target) }
        routes.set(targets, of: route, isNamed: isNamed, isJoined: isJoined)
        for target in left where target != route { names.release(target) }
        // What is under way may be counted where the server counts now.
        if isNamed { for target in new { store.share(old.targets, with: names.handle(target), at: now) } }
        for target in new + left { reconcile(target) }
        for waiter in waiting.all.filter({ $0.requested.contains { $0.bucket.index == route } }) { move(waiter) }
    }

    /// Lets one who waits want the buckets that its routes draw on now. Its old group and its new one stand nowhere.
    private mutating func move(_ old: Waiter) {
        var waiter = old
        waiter.draws = resolved(waiter.requested)
        guard !waiter.draws.elementsEqual(old.draws) else { return }
        waiter.waitLimits = resolved(waiter.requestedLimits)
        stepBack(old.group)
        waiting.remove(old.rank.ticket)
        let group = waiting.insert(waiter)
        stepBack(group)
        moved.formUnion([old.group, group])
    }

    /// Lets those start, or stand where they are kept, whose groups were moved: when all that a response tells has been
    /// taken in.
    mutating func placeMoved() {
        guard !moved.isEmpty else { return }
        let groups = moved.filter { waiting.groups[$0].place == nil }
        moved = []
        let ranked = groups.sorted { left, right in
            guard let first = waiting.groups[left].first else { return false }
            return waiting.groups[right].first.map { first < $0 } ?? true
        }
        for group in ranked where group < waiting.groups.count && waiting.groups[group].place == nil { place(group) }
    }

    // MARK: One bucket in place of two

    /// What was known of bucket `old` goes to `new`: they turned out to be one at the server.
    mutating func merge(_ old: Int, into new: Int) {
        guard old != new else { return }
        noteMerging(old, into: new)
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
    /// - Parameters:
    ///   - own: The route's present bucket, which takes the name if it has none; nil where it is taken already.
    ///   - source: The bucket whose requests count under the name, too; nil where others do.
    mutating func identify(_ name: BucketName, own: Int?, source: Int?, origin: Int?) -> Int {
        if let (index, _) = names.find(name) {
            if let own, own != index, !names.isIdentified(own) { merge(own, into: index) }
            return index
        }
        if let own, !names.isIdentified(own), own != origin {
            names.identify(own, as: name)
            noteRenamed(own)
            return own
        }
        let limit = source.map { store.declaredLimit(ofBucket: $0) } ?? .unknown(.freely)
        let index = store.addBucket(limit, isCold: source == nil, at: now)
        // It is kept by the routes that draw on it.
        names.add(name, at: index, ofAPIOf: origin ?? own ?? index)
        if let source { store.begin(index, with: source, at: now) }
        noteSharedToo(index, limit)
        return index
    }
}
