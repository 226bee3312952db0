import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelinePolicy

extension LimitLowering {
    /// Whether a part of `per` means something; if not, there is a diagnostic.
    func isKnown(_ part: PartitionObject, _ diagnostics: inout DiagnosticSink) -> Bool {
        let principals = RateLimitPartition.principals
        guard case .client(let word) = part.value, !principals.contains(word),
            let known = options.clientParameters?.map(\.name), !known.contains(word)
        else { return true }
        let words = known + RateLimitPartition.words + (document.rateLimits?.keys.map(\.name) ?? [])
        diagnostics.error(
            .unknownPartition, "`\(word)` is neither a principal nor a client parameter", at: part.location,
            hint: Suggestion.hint(for: word, among: words) ?? "principals are \(principals.joined(separator: ", "))")
        return false
    }

    /// Reports client parameters that the configuration names and does not have.
    func reportUnknownBindings(_ diagnostics: inout DiagnosticSink) {
        let known = options.clientParameters?.map(\.name) ?? []
        for binding in options.principals {
            if !known.contains(binding.parameter) {
                diagnostics.error(
                    .unknownClientParameter, "`\(binding.parameter)` is not a client parameter",
                    at: binding.location,
                    hint: Suggestion.hint(for: binding.parameter, among: known)
                        ?? "name it under `client.parameters` first")
            }
        }
    }
}
