/// What the elements of a ``Treap`` weigh: weights can be added up in the order of their elements.
protocol TreapWeight: Sendable {
    static var zero: Self { get }
    static func + (left: Self, right: Self) -> Self
}

/// The weight of elements that have none.
struct Weightless: TreapWeight {
    static var zero: Weightless { Weightless() }

    static func + (left: Weightless, right: Weightless) -> Weightless { left }
}

/// A sorted set. See ``Treap``.
typealias SortedSet<Element: Comparable & Sendable> = Treap<Element, Weightless>

/// A sorted set whose elements have weights. Adding, removing, and adding up what comes before an element take
/// logarithmic time; elements lie in one piece of memory, which is given back when the set is empty.
///
/// It is a binary search tree in which every node is hotter than those below it; the priority is drawn from a sequence
/// that looks random, which keeps the tree shallow whatever the order of insertion.
struct Treap<Element: Comparable & Sendable, Weight: TreapWeight>: Sendable {
    private struct Node: Sendable {
        var element: Element
        var weight: Weight
        var priority: UInt32
        var left: Int32 = -1
        var right: Int32 = -1
        /// What is in the tree that begins here.
        var count: Int32 = 1
        var sum: Weight
    }

    private var nodes: [Node] = []
    private var unused: [Int32] = []
    private var root: Int32 = -1
    private var sequence: UInt32 = 1

    var isEmpty: Bool { root < 0 }
    var count: Int { Int(total(of: root).count) }

    /// The smallest element.
    var first: Element? {
        guard root >= 0 else { return nil }
        var place = Int(root)
        while nodes[place].left >= 0 { place = Int(nodes[place].left) }
        return nodes[place].element
    }

    /// The smallest elements, at most so many.
    func prefix(_ maximum: Int) -> [Element] {
        var (found, path, place) = ([Element](), [Int32](), root)
        while found.count < maximum {
            while place >= 0 {
                path.append(place)
                place = nodes[Int(place)].left
            }
            guard let next = path.popLast() else { return found }
            found.append(nodes[Int(next)].element)
            place = nodes[Int(next)].right
        }
        return found
    }

    /// The element before which so many are smaller; nil when there are no more.
    func element(at position: Int) -> Element? {
        guard position >= 0 else { return nil }
        var (rest, place) = (position, root)
        while place >= 0 {
            let node = nodes[Int(place)]
            let before = Int(total(of: node.left).count)
            if rest == before { return node.element }
            place = rest < before ? node.left : node.right
            if rest > before { rest -= before + 1 }
        }
        return nil
    }

    /// How many elements are smaller, and what they weigh in all.
    func before(_ element: Element) -> (count: Int, weight: Weight) {
        var (count, weight, place) = (0, Weight.zero, root)
        while place >= 0 {
            let at = Int(place)
            if nodes[at].element < element {
                let left = nodes[at].left
                count += 1 + Int(total(of: left).count)
                weight = weight + total(of: left).sum + nodes[at].weight
                place = nodes[at].right
            } else {
                place = nodes[at].left
            }
        }
        return (count, weight)
    }

    /// Adds an element.
    /// - Precondition: It is not there yet.
    mutating func insert(_ element: Element, weight: Weight = .zero) {
        sequence ^= sequence << 13
        sequence ^= sequence >> 17
        sequence ^= sequence << 5
        let node = Node(element: element, weight: weight, priority: sequence, sum: weight)
        var place = Int32(nodes.count)
        if let free = unused.popLast() {
            place = free
            nodes[Int(free)] = node
        } else {
            nodes.append(node)
        }
        root = adding(place, to: root)
    }

    /// Removes an element if it is there.
    mutating func remove(_ element: Element) {
        root = removing(element, from: root)
        if root < 0 { (nodes, unused) = ([], []) }
    }

    // MARK: Trees, by the place of their topmost node; -1 is the empty tree

    private mutating func adding(_ new: Int32, to tree: Int32) -> Int32 {
        guard tree >= 0 else { return new }
        let (at, to) = (Int(new), Int(tree))
        if nodes[at].priority > nodes[to].priority {
            (nodes[at].left, nodes[at].right) = split(tree, before: nodes[at].element)
            return updated(new)
        }
        if nodes[at].element < nodes[to].element {
            nodes[to].left = adding(new, to: nodes[to].left)
        } else {
            nodes[to].right = adding(new, to: nodes[to].right)
        }
        return updated(tree)
    }

    private mutating func removing(_ element: Element, from tree: Int32) -> Int32 {
        guard tree >= 0 else { return tree }
        let at = Int(tree)
        if nodes[at].element == element {
            unused.append(tree)
            return merged(nodes[at].left, nodes[at].right)
        }
        if element < nodes[at].element {
            nodes[at].left = removing(element, from: nodes[at].left)
        } else {
            nodes[at].right = removing(element, from: nodes[at].right)
        }
        return updated(tree)
    }

    private mutating func split(_ tree: Int32, before element: Element) -> (Int32, Int32) {
        guard tree >= 0 else { return (-1, -1) }
        let at = Int(tree)
        if nodes[at].element < element {
            let (left, right) = split(nodes[at].right, before: element)
            nodes[at].right = left
            return (updated(tree), right)
        }
        let (left, right) = split(nodes[at].left, before: element)
        nodes[at].left = right
        return (left, updated(tree))
    }

    private mutating func merged(_ left: Int32, _ right: Int32) -> Int32 {
        guard left >= 0 else { return right }
        guard right >= 0 else { return left }
        if nodes[Int(left)].priority > nodes[Int(right)].priority {
            nodes[Int(left)].right = merged(nodes[Int(left)].right, right)
            return updated(left)
        }
        nodes[Int(right)].left = merged(left, nodes[Int(right)].left)
        return updated(right)
    }

    /// Adds up a node and the trees below it.
    private mutating func updated(_ tree: Int32) -> Int32 {
        let at = Int(tree)
        let (left, right) = (total(of: nodes[at].left), total(of: nodes[at].right))
        nodes[at].count = 1 + left.count + right.count
        nodes[at].sum = left.sum + nodes[at].weight + right.sum
        return tree
    }

    private func total(of tree: Int32) -> (count: Int32, sum: Weight) {
        tree < 0 ? (0, .zero) : (nodes[Int(tree)].count, nodes[Int(tree)].sum)
    }
}
