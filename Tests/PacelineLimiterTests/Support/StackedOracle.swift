import PacelineLimiter

/// Who should have started, judged from the books of a ``StackedWorld`` alone: what is in use, who waits, which gates
/// are shut; and from who has a claim.
struct StackedOracle {
    private let world: StackedWorld
    /// The first of those who need the same limits, the best rank first.
    private let heads: [StackedWorld.Waiting]
    private let claimants: [StackedWorld.Waiting]
    /// What may be in use of each limit: less than its capacity while a refusal is remembered.
    private let usable: [Double]

    init(_ world: StackedWorld) {
        self.world = world
        let sets = Dictionary(grouping: world.waiting.values) { Set($0.need.limits) }
        heads = sets.values.compactMap { $0.min { $0.rank < $1.rank } }.sorted { $0.rank < $1.rank }
        var core = world.core
        usable =
            world.refusals > 0
            ? core.snapshot(at: Instant(nanoseconds: world.now)).map(\.usable)
            : world.limits.map { Double($0.capacity) }
        claimants = world.core.claimants.compactMap { world.waiting[$0] }
    }

    /// Nobody can start. With costs of one that is meant literally; otherwise what a limit has left may be kept for one
    /// of a better rank whose cost is more than that, unless a slower limit keeps that one.
    func check(isStrict: Bool) throws {
        for (place, head) in heads.enumerated() {
            let isKept = head.need.limits.indices.contains { index in
                let (limit, cost) = (head.need.limits[index], head.need.costs[index])
                return lacksRoom(head, cost, in: limit)
                    || !isStrict && heads[..<place].contains { keeps($0, limit) }
            }
            try require(isKept, "work conservation: a call that needs \(head.need) could start at \(world.now)")
        }
    }

    /// What may be in use when a call of a cost starts. One that costs more than is usable for now starts alone; a gate
    /// lets but one through, whatever is usable.
    private func room(in limit: Int, for cost: Int) -> Double {
        let capacity = Double(world.limits[limit].capacity)
        return world.gates[limit] == nil ? min(capacity, max(usable[limit], Double(cost))) : capacity
    }

    private func hasRoom(for cost: Int, in limit: Int) -> Bool {
        let gate = world.gates[limit]
        return (gate.map { $0.end <= world.now && $0.probe == nil } ?? true)
            && Double(world.used[limit] + cost) <= room(in: limit, for: cost)
    }

    /// Whether a limit lacks room for a head, what is claimed by better ones included.
    private func lacksRoom(_ head: StackedWorld.Waiting, _ cost: Int, in limit: Int) -> Bool {
        !hasRoom(for: cost, in: limit) || claimants.contains { claims($0, limit, against: head, cost) }
    }

    /// Whether something of a limit is kept for a head: the limit lacks room for it, and no slower one does.
    private func keeps(_ head: StackedWorld.Waiting, _ limit: Int) -> Bool {
        guard let index = head.need.limits.firstIndex(of: limit), lacksRoom(head, head.need.costs[index], in: limit)
        else { return false }
        return allSlowerHaveRoom(than: limit, for: head)
    }

    private func allSlowerHaveRoom(than limit: Int, for head: StackedWorld.Waiting) -> Bool {
        zip(head.need.limits, head.need.costs).allSatisfy { other, cost in
            !isSlower(other, than: limit) || hasRoom(for: cost, in: other)
        }
    }

    private func isSlower(_ limit: Int, than other: Int) -> Bool { slowness(other) < slowness(limit) }

    private func slowness(_ limit: Int) -> (Int64, Int64, Int, Int) {
        let gate = world.gates[limit].map { $0.end > world.now ? $0.end : 0 } ?? 0
        return (gate, world.limits[limit].hold, -world.limits[limit].capacity, limit)
    }

    /// Whether a claim keeps a limit's last room from a head of a worse rank.
    private func claims(
        _ claimant: StackedWorld.Waiting, _ limit: Int, against head: StackedWorld.Waiting, _ cost: Int
    ) -> Bool {
        guard claimant.rank < head.rank, let index = claimant.need.limits.firstIndex(of: limit),
            claimant.need.limits.allSatisfy({ world.gates[$0] == nil }), allSlowerHaveRoom(than: limit, for: claimant)
        else { return false }
        let both = cost + claimant.need.costs[index]
        return Double(world.used[limit] + both) > room(in: limit, for: both)
    }
}
