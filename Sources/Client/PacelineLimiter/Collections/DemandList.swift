/// The demands of one request, each bucket at most once. Up to four are kept without allocation.
package struct DemandList: RandomAccessCollection, Sendable {
    private static var none: Demand {
        Demand(BucketHandle(limiter: -1, generation: 0, index: -1), cost: .zero)
    }

    private(set) var own = Four(repeating: DemandList.none)
    /// The fifth and those after it.
    private(set) var more: [Demand] = []
    package private(set) var endIndex = 0

    package var startIndex: Int { 0 }

    /// No demands.
    package init() {}

    init(own: Four<Demand>, more: [Demand], count: Int) {
        self.own = own
        self.more = more
        endIndex = count
    }

    /// Adds up the costs of a bucket that is named more than once.
    package init(_ demands: [Demand]) {
        for demand in demands { add(demand) }
    }

    /// A single demand.
    package static func one(_ demand: Demand) -> DemandList {
        var list = DemandList()
        list.own[0] = demand
        list.endIndex = 1
        return list
    }

    /// Requests name a handful of buckets: comparing costs less than a set would.
    private mutating func add(_ demand: Demand) {
        if let place = firstIndex(where: { $0.bucket == demand.bucket }) {
            self[place] = Demand(demand.bucket, cost: self[place].cost + demand.cost)
            return
        }
        endIndex += 1
        if endIndex > Four<Demand>.count { more.append(demand) } else { self[endIndex - 1] = demand }
    }

    package private(set) subscript(position: Int) -> Demand {
        get { position < Four<Demand>.count ? own[position] : more[position - Four<Demand>.count] }
        set {
            if position < Four<Demand>.count {
                own[position] = newValue
            } else {
                more[position - Four<Demand>.count] = newValue
            }
        }
    }
}

/// Four values in line.
struct Four<Element: Sendable>: Sendable {
    static var count: Int { 4 }

    private var first, second, third, fourth: Element

    init(repeating value: Element) {
        (first, second, third, fourth) = (value, value, value, value)
    }

    /// - Precondition: `index` is 0, 1, 2 or 3.
    subscript(index: Int) -> Element {
        get {
            switch index {
            case 0: first
            case 1: second
            case 2: third
            default: fourth
            }
        }
        set {
            switch index {
            case 0: first = newValue
            case 1: second = newValue
            case 2: third = newValue
            default: fourth = newValue
            }
        }
    }
}
