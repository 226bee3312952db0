/// What is generated where it is not all.
package enum GeneratedPart: String, CaseIterable, Sendable {
    /// Policies and operations, for requests that another client makes: no models and no methods.
    case limits
}
