/// What identifies a bucket within its limiter.
public struct BucketName: Hashable, Sendable {
    /// What the limit is called.
    public let name: String
    /// What the server counts separately under that limit, such as an account; empty when it does not.
    public let key: String

    /// A bucket's name.
    public init(name: String, key: String = "") {
        self.name = name
        self.key = key
    }
}

/// The names of a limiter's buckets, by the places that the store gave them.
struct BucketNames: Sendable {
    private struct Entry: Sendable {
        /// Nil when the place is not in use.
        var name: BucketName?
        var generation: UInt32 = 0
        /// How many declarations have not been given up.
        var claims: UInt32 = 0
        /// How many routes draw on it besides its own, or heed it as their origin's.
        var keeps: UInt32 = 0
        var isInUse: Bool { claims > 0 || keeps > 0 }
        /// Whether its place stands among the forgotten ones.
        var isListed = false
        /// Whether it has the name that its server gave it.
        var isIdentified = false
        /// Other names by which it is found.
        var aliases: [BucketName] = []
        /// The numbers of the declarations, and how many have them; nil while all agree.
        var dissent: [RateLimit: Int]?
        var api: Int32 = 0
    }

    private let limiter: Int32
    private var entries: [Entry] = []
    private var places: [BucketName: Int32] = [:]
    private var apis: [String: Int32] = [:]
    /// Places of which all declarations have been given up; looked through in turn.
    private var forgotten = Ring()

    var forgottenCount: Int { forgotten.count }

    init(limiter: Int32) {
        self.limiter = limiter
    }

    /// The places that are in use, in the order of declaration as long as none was given up.
    var indices: some Collection<Int> { entries.indices.lazy.filter { [entries] in entries[$0].name != nil } }

    /// The place of a bucket that exists already, and whether anybody wants it.
    func find(_ name: BucketName) -> (index: Int, isInUse: Bool)? {
        places[name].map { (Int($0), entries[Int($0)].isInUse) }
    }

    /// Whether a declaration of a bucket is in force.
    func isClaimed(_ index: Int) -> Bool { entries[index].claims > 0 }

    /// The handle of a bucket that exists already, for one more declaration, whose numbers hold in place of all others.
    mutating func claim(_ index: Int) -> BucketHandle {
        entries[index].claims += 1
        entries[index].dissent = nil
        return handle(index)
    }

    /// The handle of a bucket that exists already, for one more declaration beside others.
    /// - Parameters:
    ///   - limit: The declaration's numbers.
    ///   - present: The numbers that the bucket has.
    /// - Returns: The numbers that keep to all declarations, too.
    mutating func join(_ index: Int, _ limit: RateLimit, present: RateLimit) -> (BucketHandle, RateLimit) {
        if entries[index].claims > 0, limit != present || entries[index].dissent != nil {
            var all = entries[index].dissent ?? [present: Int(entries[index].claims)]
            all[limit, default: 0] += 1
            entries[index].dissent = all
        }
        entries[index].claims += 1
        return (handle(index), RateLimit.strictest(entries[index].dissent?.keys) ?? limit)
    }

    /// Gives up one declaration with these numbers, and returns the numbers that keep to the others; nil when they stay
    /// as they are.
    mutating func leave(_ index: Int, _ limit: RateLimit) -> RateLimit? {
        forget(index)
        guard var all = entries[index].dissent, let count = all[limit] else { return nil }
        all[limit] = count > 1 ? count - 1 : nil
        entries[index].dissent = all.count > 1 ? all : nil
        return RateLimit.strictest(all.keys)
    }

    /// The handle of a new bucket.
    mutating func add(_ name: BucketName, at index: Int, api: String) -> BucketHandle {
        while entries.count <= index { entries.append(Entry()) }
        entries[index].name = name
        entries[index].claims = 1
        entries[index].dissent = nil
        entries[index].api = apis[api, default: Int32(apis.count)]
        apis[api] = entries[index].api
        places[name] = Int32(index)
        return handle(index)
    }

    /// The handle of a new bucket that nobody has declared yet, of the same API as another.
    mutating func add(_ name: BucketName, at index: Int, ofAPIOf other: Int) {
        _ = add(name, at: index, api: "")
        entries[index].api = entries[other].api
        entries[index].isIdentified = true
        forget(index)
    }

    /// Gives a bucket the name that its server has for it; it is still found by the one that it had.
    mutating func identify(_ index: Int, as name: BucketName) {
        guard let old = entries[index].name else { return }
        entries[index].aliases.append(old)
        entries[index].name = name
        entries[index].isIdentified = true
        places[name] = Int32(index)
    }

    /// Whether a bucket has the name that its server gave it.
    func isIdentified(_ index: Int) -> Bool { entries[index].isIdentified }

    /// The name under which a bucket was made.
    func firstName(of index: Int) -> BucketName { entries[index].aliases.first ?? self[index] }

    /// Gives up one declaration.
    mutating func forget(_ index: Int) {
        precondition(entries[index].claims > 0, "the bucket was forgotten more often than it was declared")
        entries[index].claims -= 1
        if entries[index].claims == 0 { entries[index].dissent = nil }
        listUnused(index)
    }

    /// One more route needs a bucket.
    mutating func keep(_ index: Int) { entries[index].keeps += 1 }

    /// A route needs a bucket no longer.
    mutating func release(_ index: Int) {
        precondition(entries[index].keeps > 0, "the bucket was released more often than it was kept")
        entries[index].keeps -= 1
        listUnused(index)
    }

    /// Lists a bucket that nobody wants: at most once, however often it comes and goes.
    private mutating func listUnused(_ index: Int) {
        guard !entries[index].isInUse, !entries[index].isListed else { return }
        forgotten.append(Int64(index))
        entries[index].isListed = true
    }

    /// Looks at so many of the forgotten buckets; those for which `isGone` is true lose their names.
    mutating func collect(_ count: Int, isGone: (Int) -> Bool) {
        for _ in 0..<min(count, forgotten.count) {
            let index = Int(forgotten[0])
            forgotten.removeFirst()
            entries[index].isListed = false
            guard !entries[index].isInUse else { continue }
            if isGone(index) {
                remove(index)
            } else {
                forgotten.append(Int64(index))
                entries[index].isListed = true
            }
        }
    }

    /// Gives up a name: its bucket is gone.
    mutating func remove(_ index: Int) {
        guard let name = entries[index].name else { return }
        for name in entries[index].aliases + [name] { places[name] = nil }
        (entries[index].name, entries[index].aliases, entries[index].isIdentified) = (nil, [], false)
        entries[index].generation &+= 1
    }

    /// A number for the API that a bucket belongs to.
    func api(of index: Int) -> Int { Int(entries[index].api) }

    subscript(index: Int) -> BucketName {
        entries[index].name ?? BucketName(name: "")
    }

    @inline(__always)
    func check(_ handle: BucketHandle) {
        precondition(handle.limiter == limiter, "the bucket was declared with another limiter")
        precondition(entries[handle.index].generation == handle.generation, "the bucket was forgotten")
    }

    func handle(_ index: Int) -> BucketHandle {
        BucketHandle(limiter: limiter, generation: entries[index].generation, index: index)
    }
}
