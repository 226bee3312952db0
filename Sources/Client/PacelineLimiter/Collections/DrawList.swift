/// The draws of one request, each bucket at most once. Up to four are kept without allocation.
package struct DrawList: RandomAccessCollection, Sendable {
    private static var none: Draw {
        Draw(BucketHandle(limiter: -1, generation: 0, index: -1), cost: .zero)
    }

    private(set) var own = Four(repeating: DrawList.none)
    /// The fifth and those after it.
    private(set) var more: [Draw] = []
    package private(set) var endIndex = 0

    package var startIndex: Int { 0 }

    /// No draws.
    package init() {}

    init(own: Four<Draw>, more: [Draw], count: Int) {
        self.own = own
        self.more = more
        endIndex = count
    }

    /// Adds up the costs of a bucket that is named more than once.
    package init(_ draws: [Draw]) {
        for draw in draws { add(draw) }
    }

    /// A single draw.
    package static func one(_ draw: Draw) -> DrawList {
        var list = DrawList()
        list.own[0] = draw
        list.endIndex = 1
        return list
    }

    /// Requests name a handful of buckets: comparing costs less than a set would.
    private mutating func add(_ draw: Draw) {
        if let place = firstIndex(where: { $0.bucket == draw.bucket }) {
            self[place] = Draw(draw.bucket, cost: self[place].cost + draw.cost)
            return
        }
        endIndex += 1
        if endIndex > Four<Draw>.count { more.append(draw) } else { self[endIndex - 1] = draw }
    }

    package private(set) subscript(position: Int) -> Draw {
        get { position < Four<Draw>.count ? own[position] : more[position - Four<Draw>.count] }
        set {
            if position < Four<Draw>.count {
                own[position] = newValue
            } else {
                more[position - Four<Draw>.count] = newValue
            }
        }
    }
}

/// Four values in line.
///
/// `InlineArray` (SE-0453) is that, but Apple's systems have it only since version 26; ours begin at macOS 15.
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
