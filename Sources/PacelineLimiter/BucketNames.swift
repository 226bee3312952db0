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
    }

    private let limiter: Int32
    private var entries: [Entry] = []
    private var places: [BucketName: Int32] = [:]
    /// Places of which all declarations have been given up; looked through in turn.
    private var forgotten = Ring()

    init(limiter: Int32) {
        self.limiter = limiter
    }

    /// The places that are in use, in the order of declaration as long as none was given up.
    var indices: some Collection<Int> { entries.indices.lazy.filter { [entries] in entries[$0].name != nil } }

    /// The handle of a bucket that exists already, for one more declaration.
    mutating func claim(_ name: BucketName) -> BucketHandle? {
        guard let place = places[name] else { return nil }
        entries[Int(place)].claims += 1
        return handle(Int(place))
    }

    /// The handle of a new bucket.
    mutating func add(_ name: BucketName, at index: Int) -> BucketHandle {
        while entries.count <= index { entries.append(Entry()) }
        entries[index].name = name
        entries[index].claims = 1
        places[name] = Int32(index)
        return handle(index)
    }

    /// Gives up one declaration.
    mutating func forget(_ index: Int) {
        precondition(entries[index].claims > 0, "the bucket was forgotten more often than it was declared")
        entries[index].claims -= 1
        if entries[index].claims == 0 { forgotten.append(Int64(index)) }
    }

    /// Looks at so many of the forgotten buckets; those for which `isGone` is true lose their names.
    mutating func collect(_ count: Int, isGone: (Int) -> Bool) {
        for _ in 0..<min(count, forgotten.count) {
            let index = Int(forgotten[0])
            forgotten.removeFirst()
            guard entries[index].claims == 0, let name = entries[index].name else { continue }
            guard isGone(index) else {
                forgotten.append(Int64(index))
                continue
            }
            places[name] = nil
            entries[index].name = nil
            entries[index].generation &+= 1
        }
    }

    subscript(index: Int) -> BucketName {
        entries[index].name ?? BucketName(name: "")
    }

    @inline(__always)
    func check(_ handle: BucketHandle) {
        precondition(handle.limiter == limiter, "the bucket was declared with another limiter")
        precondition(entries[handle.index].generation == handle.generation, "the bucket was forgotten")
    }

    private func handle(_ index: Int) -> BucketHandle {
        BucketHandle(limiter: limiter, generation: entries[index].generation, index: index)
    }
}
