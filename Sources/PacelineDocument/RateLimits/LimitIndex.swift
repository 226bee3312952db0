internal import PacelineYAML

/// What is asked about the limits of a document's calls, answered once.
struct LimitIndex: Sendable {
    private var limits: [CallKey: [LimitObject]] = [:]
    private var callsByPolicy: [String: [Operation]] = [:]

    /// Knows of no call.
    init() {}

    /// - Complexity: O(n) in the limits of all calls together, and in calls times policies.
    init(of document: Document) {
        guard document.rateLimits != nil else { return }
        for operation in document.operations {
            let found = document.findLimits(of: operation)
            limits[CallKey(operation)] = found
            for limit in found { callsByPolicy[limit.policy.name, default: []].append(operation) }
        }
    }

    /// nil for a call that is none of the document's own.
    func limits(of operation: Operation) -> [LimitObject]? { limits[CallKey(operation)] }

    /// The calls that draw on a policy, in document order.
    func calls(drawingOn policy: PolicyObject) -> [Operation] { callsByPolicy[policy.name] ?? [] }

    /// A path item may stand under several templates, and an operation may have variants.
    private struct CallKey: Hashable {
        let node: Node
        let path: String
        let variant: String?

        init(_ operation: Operation) {
            node = operation.node
            path = operation.path
            variant = operation.variant?.name
        }
    }
}
