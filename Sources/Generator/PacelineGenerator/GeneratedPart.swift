import PacelineDiagnostics

/// What is generated where it is not all.
package enum GeneratedPart: String, CaseIterable, Sendable {
    /// Policies and operations, for requests that another client makes: no models and no methods.
    case limits

    /// The warnings and notes that are about nothing of it: what becomes of schemas, and of what calls send and read.
    var irrelevant: Set<DiagnosticCode> {
        switch self {
        case .limits:
            Set(DiagnosticArea.schemas.codes).union([
                .bodyWithoutMeaning, .ignoredParameter, .missingResponses, .needlessStream, .notAskedFor, .readAsText,
                .sentAsText, .undeclaredStream, .unusedIdempotencyKey, .wrongPagination, .wrongStyle,
            ])
        }
    }
}
