import PacelineDiagnostics

// Which limits an operation draws on.

extension Document {
    /// The limits that an operation draws on, in the order of the policies, without those of which it takes nothing.
    package func limits(of operation: Operation) -> [LimitObject] {
        if let known = limits.limits(of: operation) { return known }
        // That there are too many has been reported.
        guard !limits.isCut, let policies = rateLimits?.policies, !policies.isEmpty else { return [] }
        let selected = policies.indices.filter { policies[$0].applies.selects(operation) }
        let finder = LimitFinder(self)
        return finder.limits(of: operation, finder.policies(of: operation, selectedBy: selected))
    }

    /// The calls that draw on a policy, in document order.
    package func operations(drawingOn policy: PolicyObject) -> [Operation] { limits.calls(drawingOn: policy) }

    /// A policy with the cost and the numbers that the attachments give: operation before path before tags, of which
    /// the highest cost counts.
    fileprivate func limit(
        of policy: PolicyObject, for operation: Operation, own: [AttachmentObject.Entry],
        tags: [AttachmentObject.Entry]
    ) -> LimitObject? {
        let deciding =
            own.first { $0.cost != nil }
            ?? tags.filter { $0.cost != nil }.max { $0.cost ?? 0 < $1.cost ?? 0 }
        let cost = deciding?.cost ?? policy.cost.of(operation.method)
        guard cost > 0 else { return nil }
        let numbers = (own + tags).first { !$0.numbers.isEmpty }
        return LimitObject(
            policy: policy, cost: cost, isEstimated: policy.cost.estimate != nil && deciding == nil,
            numbers: numbers.flatMap { policy.numbers.replacing($0.numbers) },
            attachment: (numbers ?? deciding)?.location)
    }

    /// The attachments of the call itself, and of its path.
    fileprivate func ownAttachments(of operation: Operation) -> [AttachmentObject] {
        callAttachments(of: operation)
            + [operation.pathItem.rateLimit].compactMap { node in node.flatMap { rateLimits?.attachments[$0] } }
    }

    /// The attachments of the call itself: in the limits file, of the variant, of the operation.
    func callAttachments(of operation: Operation) -> [AttachmentObject] {
        let inFile = attachedByFile.isEmpty ? [] : operation.selectableIDs.map { attachedByFile[$0] }
        return (inFile + [operation.variant?.value.rateLimit, operation.rateLimit]).compactMap { node in
            node.flatMap { rateLimits?.attachments[$0] }
        }
    }
}

/// Finds the limits of operations, with what has to be known of the document for that, gathered once.
struct LimitFinder {
    private let document: Document
    /// The policies that apply only where they are named, by their names.
    private let explicit: [String: Int]
    /// What is attached to tags, by the tags' names, with their places in the document's list.
    private let attachedToTags: [String: (place: Int, attachment: AttachmentObject)]

    init(_ document: Document) {
        self.document = document
        let policies = document.rateLimits?.policies ?? []
        explicit = Dictionary(
            policies.enumerated().filter(\.element.applies.isExplicit).map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first })
        let attached = document.tags.enumerated().compactMap { place, tag in
            tag.rateLimit.flatMap { document.rateLimits?.attachments[$0] }.map { (tag.name, (place, $0)) }
        }
        attachedToTags = Dictionary(attached, uniquingKeysWith: { first, _ in first })
    }

    /// The policies that count a call, by their numbers in document order.
    ///
    /// - Parameter selected: Those that apply to it by themselves.
    func policies(of operation: Operation, selectedBy selected: [Int]) -> [Int] {
        guard !explicit.isEmpty else { return selected }
        let named = attachments(of: operation).joined().flatMap(\.entries).compactMap { explicit[$0.policy.text] }
        return named.isEmpty ? selected : Set(selected + named).sorted()
    }

    /// What a call takes of some policies, without those of which it takes nothing.
    func limits(of operation: Operation, _ numbers: [Int]) -> [LimitObject] {
        guard let policies = document.rateLimits?.policies else { return [] }
        let attachments = attachments(of: operation)
        return numbers.compactMap { number in
            let entries = attachments.map { $0.compactMap { $0.entry(for: policies[number]) } }
            return document.limit(of: policies[number], for: operation, own: entries[0], tags: entries[1])
        }
    }

    /// The attachments of the call itself and its path, and those of its tags.
    private func attachments(of operation: Operation) -> [[AttachmentObject]] {
        let tags = Set(operation.tags).compactMap { attachedToTags[$0] }.sorted { $0.place < $1.place }
        return [document.ownAttachments(of: operation), tags.map(\.attachment)]
    }
}
