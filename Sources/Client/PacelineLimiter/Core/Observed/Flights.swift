/// How many requests may be under way at a time while a server's limit is being found.
///
/// After a refusal it starts with two. With each round of responses it doubles, up to half of what was under way at the
/// refusal; from then on each round adds one. (Simulated beside doubling alone: 117 refusals of 500 calls in place of
/// 148, and with a learned quota 28.)
struct Flights: Sendable {
    /// Nil: as many as like to.
    private(set) var most: Int?
    /// Up to which it doubles; nil: without end.
    private var half: Int?
    /// The responses of the present round.
    private var accepted = 0

    /// What nobody has under way at a time: then it is no bound any more.
    private static let plenty = 1 << 20

    init(most: Int? = nil) { self.most = most }

    /// Whether one more of `cost` would be too many beside these.
    func areCrowded(by inFlight: Units, and cost: Units) -> Bool {
        guard let most, inFlight > .zero, cost > .zero else { return false }
        return (inFlight + cost).millionths > Int64(most).multipliedSaturated(by: 1_000_000)
    }

    /// A request went through.
    mutating func accept() {
        guard let most else { return }
        accepted += 1
        guard accepted >= most else { return }
        accepted = 0
        self.most = most < half ?? .max ? most * 2 : most + 1
        if most > Self.plenty { self.most = nil }
    }

    /// The server refused one of `inFlight`.
    mutating func cut(from inFlight: Units) {
        half = max(2, Int(inFlight.value / 2))
    }

    /// The first request after a refusal was accepted.
    mutating func restart() {
        most = 2
        accepted = 0
    }
}
