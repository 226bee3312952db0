internal import PacelineDiagnostics
internal import PacelineYAML

/// What is asked about the limits of a document's calls, answered once.
struct LimitIndex: Sendable {
    private var limits: [CallKey: [LimitObject]] = [:]
    private var callsByPolicy: [String: [Operation]] = [:]
    /// Whether there were more limits than are found.
    private(set) var isCut = false

    /// Knows of no call.
    init() {}

    /// How many policies may apply to one call, and how often policies may apply to calls in all: people have a handful
    /// for each.
    private static let mostOfOne = 1000
    private static let mostInAll = 500_000
    /// How many calls may be looked at, one by one, for selectors that do not name what they select.
    private static let mostLooks = 10_000_000

    /// Reports where there are more limits than a client can be made for; what is found then is not complete.
    ///
    /// - Complexity: O(n log n) in the limits of all calls together and in the names of selectors; and for each pattern
    ///   with stars, O(n) in the calls.
    init(of document: Document, _ diagnostics: inout DiagnosticSink) {
        guard let policies = document.rateLimits?.policies else { return }
        let selection = CallSelection(document.operations)
        var selected: [[Int]] = document.operations.map { _ in [] }
        var (looks, count) = (0, 0)
        for (number, policy) in policies.enumerated() {
            looks += policy.applies.looks * document.operations.count
            guard looks <= Self.mostLooks else {
                isCut = true
                diagnostics.error(
                    .tooManyLimits, "the selectors up to here have more than \(Self.mostLooks) calls to look at",
                    at: policy.location)
                return
            }
            for call in selection.selected(by: policy.applies) { selected[call].append(number) }
        }
        let finder = LimitFinder(document)
        for (call, operation) in document.operations.enumerated() {
            selected[call] = finder.policies(of: operation, selectedBy: selected[call])
            count += selected[call].count
            guard selected[call].count <= Self.mostOfOne, count <= Self.mostInAll else {
                isCut = true
                let isOne = selected[call].count > Self.mostOfOne
                diagnostics.error(
                    .tooManyLimits,
                    isOne
                        ? "\(operation.label) draws on more than \(Self.mostOfOne) policies"
                        : "the operations up to here draw on policies more than \(Self.mostInAll) times",
                    at: operation.location)
                return
            }
        }
        for (operation, policies) in zip(document.operations, selected) {
            let found = finder.limits(of: operation, policies)
            limits[CallKey(operation)] = found
            for limit in found { callsByPolicy[limit.policy.name, default: []].append(operation) }
        }
    }

    /// nil for a call that is none of the document's own.
    func limits(of operation: Operation) -> [LimitObject]? { limits[CallKey(operation)] }

    /// The calls that draw on a policy, in document order.
    func calls(drawingOn policy: PolicyObject) -> [Operation] { callsByPolicy[policy.name] ?? [] }

    /// A path item may stand under several templates, and an operation may stand for several calls.
    private struct CallKey: Hashable {
        let node: Node
        let path: String
        let variant: String?
        let streamCall: StreamCall?

        init(_ operation: Operation) {
            node = operation.node
            path = operation.path
            variant = operation.variant?.name
            streamCall = operation.streamCall
        }
    }
}
