/// A line of integers that grows at its end and shrinks at its front, in one piece of memory that is used again.
struct Ring: Sendable {
    /// Its size is a power of two, or zero before the first use.
    private var storage: [Int64] = []
    private var head = 0

    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    subscript(index: Int) -> Int64 {
        get { storage[(head &+ index) & (storage.count &- 1)] }
        set { storage[(head &+ index) & (storage.count &- 1)] = newValue }
    }

    @inline(__always)
    mutating func append(_ value: Int64) {
        if count == storage.count { grow() }
        storage[(head &+ count) & (storage.count &- 1)] = value
        count += 1
    }

    /// - Precondition: The ring is not empty.
    @inline(__always)
    mutating func removeFirst() {
        head = (head &+ 1) & (storage.count &- 1)
        count -= 1
    }

    private mutating func grow() {
        var larger: [Int64] = []
        larger.reserveCapacity(max(4, 2 * count))
        for index in 0..<count { larger.append(self[index]) }
        larger.append(contentsOf: repeatElement(0, count: max(4, 2 * count) - count))
        (storage, head) = (larger, 0)
    }
}
