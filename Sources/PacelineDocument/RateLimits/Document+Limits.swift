// Which limits an operation draws on.

extension Document {
    /// The limits that an operation draws on, in the order of the policies, without those of which it takes nothing.
    package func limits(of operation: Operation) -> [LimitObject] {
        limits.limits(of: operation) ?? findLimits(of: operation)
    }

    /// The calls that draw on a policy, in document order.
    package func operations(drawingOn policy: PolicyObject) -> [Operation] { limits.calls(drawingOn: policy) }

    func findLimits(of operation: Operation) -> [LimitObject] {
        guard let limits = rateLimits else { return [] }
        let tags = attachments(ofTagsOf: operation)
        let own = ownAttachments(of: operation)
        return limits.policies.compactMap { policy in
            let (own, tags) = (
                own.compactMap { $0.entry(for: policy) }, tags.compactMap { $0.entry(for: policy) }
            )
            let isNamed = !own.isEmpty || !tags.isEmpty
            guard policy.applies.selects(operation) || (policy.applies.isExplicit && isNamed) else {
                return nil
            }
            return limit(of: policy, for: operation, own: own, tags: tags)
        }
    }

    /// A policy with the cost and the numbers that the attachments give: operation before path before tags, of which
    /// the highest cost counts.
    private func limit(
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
            policy: policy, cost: cost, numbers: numbers.flatMap { policy.numbers.replacing($0.numbers) },
            attachment: (numbers ?? deciding)?.location)
    }

    /// The attachments of the call itself, and of its path.
    private func ownAttachments(of operation: Operation) -> [AttachmentObject] {
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

    private func attachments(ofTagsOf operation: Operation) -> [AttachmentObject] {
        tags.filter { operation.tags.contains($0.name) }.compactMap { tag in
            tag.rateLimit.flatMap { rateLimits?.attachments[$0] }
        }
    }
}
