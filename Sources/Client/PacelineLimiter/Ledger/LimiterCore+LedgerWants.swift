// What is wanted of a ledger.

extension LimiterCore {
    /// What those want who wait for grants, and others who do not: first those of whom it is time to ask, of these the
    /// oldest.
    func wants() -> [LedgerBook.Want] {
        guard let book = store.book, !book.isSettling || waiting.count > 0 else { return [] }
        var stock = book.accounts.mapValues(\.stock)
        var wants: [LedgerBook.Want] = []
        if waiting.count > 0 { addWaiting(&wants, &stock, book) }
        if !book.isSettling { addOthers(&wants, stock, book) }
        guard wants.count > LimiterCore.mostKinds else { return wants }
        let isDue = wants.map { (book.nextAsk(for: $0) ?? now) <= now }
        return wants.indices.filter { isDue[$0] }.map { wants[$0] }
            + wants.indices.filter { !isDue[$0] }.map { wants[$0] }
    }

    /// What those want who wait.
    private func addWaiting(
        _ wants: inout [LedgerBook.Want], _ stock: inout [Int: Units], _ book: LedgerBook
    ) {
        let groups = waiting.livingGroups.compactMap { group in waiting.first(of: group).map { (group, $0) } }
        for (group, first) in groups.sorted(by: { $0.1.rank < $1.1.rank }) {
            let draws = book.granted(of: first.draws)
            guard !draws.isEmpty else { continue }
            var missing = 0
            for draw in draws {
                let index = draw.bucket.index
                let there = stock[index] ?? .zero
                let number = waiting.groups[group].count
                let covered = Int(there.millionths / draw.cost.millionths)
                stock[index] = there - Units(millionths: draw.cost.millionths * Int64(min(covered, number)))
                missing = max(missing, number - covered)
            }
            guard missing > 0 else { continue }
            wants.append(want(missing, first, draws, in: group))
        }
    }

    /// What those want who have tried and do not wait, and what is to be in stock of buckets that are used.
    private func addOthers(
        _ wants: inout [LedgerBook.Want], _ stock: [Int: Units], _ book: LedgerBook
    ) {
        var others = book.tries.values.filter { attempt in
            attempt.end > now && attempt.want.parts.allSatisfy { book.accounts[$0.bucket] != nil }
                && attempt.want.parts.contains { stock[$0.bucket] ?? .zero < $0.cost }
        }.map(\.want)
        for (index, account) in book.accounts.sorted(by: { $0.key < $1.key })
        where account.isUsed && !account.isUndeclared && !account.isShut {
            let missing = book.options.spareUnits - (stock[index] ?? .zero)
            guard missing > .zero else { continue }
            let count = Int(missing.millionths / 1_000_000)
            others.append(LedgerBook.Want(count: count, since: now, laterSince: now, parts: [part(index, Units(1))]))
        }
        for other in others {
            guard let same = wants.firstIndex(where: { $0.buckets == other.buckets }) else {
                wants.append(other)
                continue
            }
            wants[same].count += other.count
        }
    }

    /// One tried to start and does not wait: the ledger is asked in its place, so that it may start when it tries
    /// again.
    mutating func noteTry(_ draws: DrawList) {
        guard let book = store.book else { return }
        guard draws.contains(where: { book.delay(inBucket: $0.bucket.index, for: $0.cost, at: now) != nil }) else {
            return
        }
        let parts = book.granted(of: draws).map { part($0.bucket.index, $0.cost) }
        guard !parts.isEmpty else { return }
        for part in parts { store.ledger?.value.accounts[part.bucket]?.isUsed = true }
        let want = LedgerBook.Want(count: 1, since: now, laterSince: now, parts: parts)
        store.ledger?.value.note(want, until: now + LimiterCore.tryLength, at: now)
    }

    /// For so long it is asked for one who tried, and kept for its next try.
    private static let tryLength = Duration.seconds(1)

    private func want(_ count: Int, _ first: Waiter, _ draws: [Draw], in group: Int) -> LedgerBook.Want {
        var since = Instant(nanoseconds: first.rank.key)
        let later = waiting.groups[group].rank(at: Int(LedgerRequest.standardQuantum))
        var laterSince = later.map { Instant(nanoseconds: $0.key) } ?? now
        if let book = store.book, book.options.order == .processes {
            (since, laterSince) = (book.lastGrant ?? since, now)
        }
        return LedgerBook.Want(
            count: min(count, LimiterCore.mostWanted), since: since, laterSince: laterSince,
            parts: draws.map { part($0.bucket.index, $0.cost) })
    }

    private func part(_ index: Int, _ cost: Units) -> LedgerBook.Want.Part {
        let spacing = store.limit(ofBucket: index).spacing
        return LedgerBook.Want.Part(
            bucket: index, cost: cost, before: spacing?.interval(before: cost) ?? 0,
            after: spacing?.interval(after: cost) ?? 0)
    }

    /// So many requests of one kind are asked for at a time.
    private static let mostWanted = 64
    /// So many kinds of requests are asked for at a time.
    static let mostKinds = 16
}
