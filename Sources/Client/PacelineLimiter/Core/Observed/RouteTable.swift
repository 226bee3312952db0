/// Which buckets the requests of a route draw on, where nobody declared limits.
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
        /// How many clients have not given it up.
        var clients = 0
        /// Whether it shares its origin's bucket because it was refused together with others.
        var isJoined = false
    }

    private var routes: [Int: Route] = [:]
    /// The routes that draw on other buckets than their own.
    private var redirected: Set<Int> = [] {
        didSet { isRedirecting = !redirected.isEmpty }
    }
    /// Routes that all clients have given up; looked through in turn.
    private var abandoned = Ring()

    /// A server that names something else with each response is not followed for ever.
    static let mostChanges = 32
    /// As many names of one response are followed.
    static let mostNames = 4

    /// Whether any route draws on other buckets than its own.
    private(set) var isRedirecting = false

    subscript(route: Int) -> Route? { routes[route] }

    /// Adds a client of a route. Returns whether the route is new: then it keeps its origin in use until it is removed.
    mutating func add(_ route: Int, origin: Int?) -> Bool {
        let isNew = routes[route] == nil
        if isNew { routes[route] = Route(origin: origin, targets: [route]) }
        routes[route]?.clients += 1
        return isNew
    }

    /// A client gave up a bucket, which may be a route's.
    mutating func leave(_ route: Int) {
        guard let clients = routes[route]?.clients else { return }
        routes[route]?.clients = clients - 1
        if clients == 1, redirected.contains(route) { abandoned.append(Int64(route)) }
    }

    /// A route that draws on other buckets and has no clients, for which `isIdle` is true of these buckets and its own:
    /// it need not keep them any longer. Looks at so many.
    mutating func takeIdle(_ count: Int, isIdle: (Int) -> Bool) -> Int? {
        for _ in 0..<min(count, abandoned.count) {
            let route = Int(abandoned[0])
            abandoned.removeFirst()
            guard let record = routes[route], record.clients == 0, redirected.contains(route) else { continue }
            if isIdle(route), record.targets.allSatisfy(isIdle) { return route }
            abandoned.append(Int64(route))
        }
        return nil
    }

    /// Lets a route draw on other buckets, since a response named them (`isNamed`), or since it shares its origin's.
    mutating func set(_ targets: [Int], of route: Int, isNamed: Bool, isJoined: Bool) {
        routes[route]?.targets = targets
        if isNamed { routes[route]?.changes += 1 }
        routes[route]?.isJoined = isJoined
        if targets == [route] { redirected.remove(route) } else { redirected.insert(route) }
    }

    /// Forgets a route and returns the buckets that it kept in use: its origin's, and those that it drew on besides its
    /// own.
    mutating func remove(_ route: Int) -> [Int] {
        redirected.remove(route)
        guard let old = routes.removeValue(forKey: route) else { return [] }
        return [old.origin].compactMap(\.self) + old.targets.filter { $0 != route }
    }

    /// The routes of an origin, in the order of their buckets.
    func routes(of origin: Int) -> [Int] {
        routes.filter { $0.value.origin == origin }.map(\.key).sorted()
    }

    /// The routes that draw on a bucket, in the order of their own.
    func routes(drawingOn bucket: Int) -> [Int] {
        routes.filter { $0.value.targets.contains(bucket) }.map(\.key).sorted()
    }

    /// Whether a bucket is a route's own and the route draws on others.
    func isLeft(_ bucket: Int) -> Bool {
        redirected.contains(bucket) && !(routes[bucket]?.targets.contains(bucket) ?? true)
    }
}
