// What responses tell of limits that nobody declared.

extension LimiterCore {
    /// A response to a request of `route` told something of these quotas.
    package mutating func report(
        _ permit: PermitID, _ quotas: [ReportedQuota], of route: BucketHandle, at time: Instant
    ) {
        advance(to: time)
        names.check(route)
        take(quotas, of: route.index, from: permit)
        placeMoved()
        settle()
    }

    /// A request of `route` was refused.
    package mutating func refuse(
        _ permit: PermitID, route: BucketHandle, _ quotas: [ReportedQuota], _ refusal: ObservedRefusal, jitter: Double,
        at time: Instant
    ) {
        advance(to: time)
        names.check(route)
        guard let origin = routes[route.index]?.origin else { return finish(permit, accepted: false, at: time) }
        let told = take(quotas, of: route.index, from: permit)
        let spent = told.filter { $0.quota.remaining == 0 }.map(\.bucket)
        let drawn = routes[route.index]?.targets ?? []
        let buckets = refusal.isOfOrigin ? [origin] : spent.isEmpty ? drawn : spent
        let refusals = buckets.map {
            Refusal(names.handle($0), wait: refusal.wait, probeWithin: refusal.probeWithin, isCounted: true)
        }
        refuse(permit, refusals, isOpen: spent.isEmpty && refusals.count > 1, jitter: jitter, at: time)
        if !refusal.isOfOrigin { joinOrigin(route.index, origin) }
        placeMoved()
        settle()
    }

    /// Brings what a response told to the buckets that it speaks of, which the route draws on from then on.
    @discardableResult private mutating func take(
        _ quotas: [ReportedQuota], of route: Int, from permit: PermitID
    ) -> [(quota: ReportedQuota, bucket: Int)] {
        guard !quotas.isEmpty else { return [] }
        // A declared bucket becomes a route when a response says that it may be another's, too.
        routes.add(route, origin: nil)
        guard let present = routes[route] else { return [] }
        let told = bind(quotas, of: route, present)
        for (quota, bucket) in told where store.report(permit, bucket: bucket, quota, at: now) {
            noteLearned(bucket)
        }
        for (_, bucket) in told { touch(bucket) }
        return told
    }

    /// The buckets that a response speaks of; the route draws on them from then on.
    private mutating func bind(
        _ quotas: [ReportedQuota], of route: Int, _ present: RouteTable.Route
    ) -> [(quota: ReportedQuota, bucket: Int)] {
        let named = quotas.filter { $0.identity != nil }.prefix(RouteTable.mostNames)
        // What has no name speaks of what the route draws on.
        guard !named.isEmpty else { return present.targets.prefix(1).flatMap { first in quotas.map { ($0, first) } } }
        var told: [(quota: ReportedQuota, bucket: Int)] = []
        // The route's bucket takes the first name, or goes into the bucket that has it.
        var own = present.isJoined ? nil : present.targets.first
        for quota in named {
            guard let name = quota.identity else { continue }
            guard present.changes < RouteTable.mostChanges else {
                if let (index, _) = names.find(name) { told.append((quota, index)) }
                continue
            }
            let wasNamed = own.map { names.isIdentified($0) } ?? true
            let bucket = identify(
                name, own: own, source: quota.isWhole ? nil : present.targets.first, origin: present.origin)
            if !wasNamed { own = nil }
            if !told.contains(where: { $0.bucket == bucket }) { told.append((quota, bucket)) }
        }
        follow(told.map(\.bucket), of: route, isWhole: named.contains { $0.isWhole })
        return told
    }

    /// Lets a route draw on the buckets that a response named: on these alone, or besides those of other responses.
    private mutating func follow(_ named: [Int], of route: Int, isWhole: Bool) {
        guard let route = routes[route].map({ (index: route, $0.targets, $0.changes) }), !named.isEmpty,
            route.2 < RouteTable.mostChanges, !named.allSatisfy(route.1.contains)
        else { return }
        let others = isWhole ? [] : route.1.filter { names.isIdentified($0) && !named.contains($0) }
        redirect(route.index, to: Array((named + others).prefix(RouteTable.mostNames)), isNamed: true)
    }

    /// A second route that is refused while a first is shut: the server seems to count them together, unless it names
    /// what it counts. They share their origin's bucket from then on.
    private mutating func joinOrigin(_ route: Int, _ origin: Int) {
        let shut = routes.routes(of: origin).filter { other in
            guard let targets = routes[other]?.targets, targets.count == 1, let bucket = targets.first else {
                return false
            }
            return store.gate(ofBucket: bucket).map { $0 > now } ?? false && !names.isIdentified(bucket)
        }
        guard shut.contains(route), shut.count > 1 else { return }
        for other in shut where routes[other]?.targets != [origin] {
            let bucket = routes[other]?.targets.first ?? other
            merge(bucket, into: origin)
        }
        if let until = store.gate(ofBucket: origin) {
            effects.events?.append(.gated(names[origin], until: until, at: now))
        }
    }

    /// A bucket has other numbers than before.
    mutating func noteLearned(_ bucket: Int) {
        let (limit, basis) = (store.limit(ofBucket: bucket), store.basis(ofBucket: bucket))
        effects.events?.append(.learned(names[bucket], limit, basis, at: now))
    }

    /// The routes that draw on a bucket, by the names under which they were observed.
    package func routes(drawingOn bucket: BucketName) -> [BucketName] {
        guard let (index, _) = names.find(bucket) else { return [] }
        return routes.routes(drawingOn: index).map { names.firstName(of: $0) }
    }
}
