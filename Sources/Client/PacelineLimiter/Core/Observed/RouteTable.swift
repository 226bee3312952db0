/// Which buckets the requests of a route draw on, where responses tell it.
///
/// A *route* is what a server may count by itself: the requests of one operation. It begins with a bucket of its own.
/// When responses name what they count, the route draws on the buckets of these names from then on, whoever else does;
/// when several routes of one origin turn out to be refused together, they draw on the origin's.
struct RouteTable: Sendable {
    struct Route: Sendable {
        /// The bucket that every route of its origin heeds; nil where limits are declared.
        let origin: Int?
        /// The buckets that its requests draw on.
        var targets: [Int]
        /// How often they changed.
        var changes = 0
        /// Whether it shares its origin's bucket because it was refused together with others.
        var isJoined = false
        /// Whether it is among those that are looked through.
        var isListed = false
    }

    private var routes: [Int: Route] = [:]
    /// The routes that draw on other buckets than their own.
    private var redirected: Set<Int> = [] {
        didSet { isRedirecting = !redirected.isEmpty }
    }
    /// The same, by the buckets that they draw on.
    private var visitors: [Int: Set<Int>] = [:]
    /// The same, to be looked through in turn for those that nobody wants.
    private var listed = Ring()
    /// The declared numbers of buckets that keep to others, since routes with stricter ones draw on them.
    var declarations: [Int: RateLimit] = [:]

    /// A server that names something else with each response is not followed for ever.
    static let mostChanges = 32
    /// As many names of one response are followed.
    static let mostNames = 4

    /// Whether any route draws on other buckets than its own.
    private(set) var isRedirecting = false

    subscript(route: Int) -> Route? { routes[route] }

    /// Adds a route, unless it is there. Returns whether it is new: then it needs its origin until it is removed.
    @discardableResult mutating func add(_ route: Int, origin: Int?) -> Bool {
        guard routes[route] == nil else { return false }
        routes[route] = Route(origin: origin, targets: [route])
        return true
    }

    /// A route that draws on other buckets and that no client has (`isClaimed`), for which `isIdle` is true of these
    /// buckets and its own: it need not keep them any longer. Looks at so many.
    mutating func takeIdle(_ count: Int, isClaimed: (Int) -> Bool, isIdle: (Int) -> Bool) -> Int? {
        for _ in 0..<min(count, listed.count) {
            let route = Int(listed[0])
            listed.removeFirst()
            routes[route]?.isListed = false
            guard redirected.contains(route) else { continue }
            if !isClaimed(route), isIdle(route), hasIdleTargets(route, isIdle) { return route }
            list(route)
        }
        return nil
    }

    /// Whether `isIdle` is true of all other buckets that a route draws on, if it is one.
    func hasIdleTargets(_ route: Int, _ isIdle: (Int) -> Bool) -> Bool {
        routes[route]?.targets.allSatisfy { $0 == route || isIdle($0) } ?? true
    }

    private mutating func list(_ route: Int) {
        guard routes[route]?.isListed == false else { return }
        listed.append(Int64(route))
        routes[route]?.isListed = true
    }

    /// Lets a route draw on other buckets, since a response named them (`isNamed`), or since it shares its origin's.
    mutating func set(_ targets: [Int], of route: Int, isNamed: Bool, isJoined: Bool) {
        for old in routes[route]?.targets ?? [] { removeVisitor(route, of: old) }
        for new in targets where new != route { visitors[new, default: []].insert(route) }
        routes[route]?.targets = targets
        if isNamed { routes[route]?.changes += 1 }
        routes[route]?.isJoined = isJoined
        if targets == [route] {
            redirected.remove(route)
        } else {
            redirected.insert(route)
            list(route)
        }
    }

    private mutating func removeVisitor(_ route: Int, of bucket: Int) {
        visitors[bucket]?.remove(route)
        if visitors[bucket]?.isEmpty ?? false { visitors[bucket] = nil }
    }

    /// Forgets a bucket's route and returns the buckets that it needed: its origin's, and those that it drew on besides
    /// its own.
    mutating func remove(_ route: Int) -> [Int] {
        redirected.remove(route)
        declarations[route] = nil
        guard let old = routes.removeValue(forKey: route) else { return [] }
        for target in old.targets { removeVisitor(route, of: target) }
        return [old.origin].compactMap(\.self) + old.targets.filter { $0 != route }
    }

    /// The routes of an origin, in the order of their buckets.
    func routes(of origin: Int) -> [Int] {
        routes.filter { $0.value.origin == origin }.map(\.key).sorted()
    }

    /// The routes that draw on a bucket which is not their own, in the order of their own.
    func visitors(of bucket: Int) -> [Int] { visitors[bucket]?.sorted() ?? [] }

    /// The routes that draw on a bucket, in the order of their own.
    func routes(drawingOn bucket: Int) -> [Int] {
        let isOwn = routes[bucket]?.targets.contains(bucket) ?? false
        return (visitors(of: bucket) + (isOwn ? [bucket] : [])).sorted()
    }

    /// Whether a bucket is a route's own and the route draws on others.
    func isLeft(_ bucket: Int) -> Bool {
        redirected.contains(bucket) && !(routes[bucket]?.targets.contains(bucket) ?? true)
    }
}
