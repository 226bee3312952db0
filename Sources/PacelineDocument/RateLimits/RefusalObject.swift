package import PacelineDiagnostics

/// A Match: how an answer says that it refused. All conditions that are present must hold.
package struct RefusalObject: Sendable {
    /// Any of these; none means any status from 400 on.
    package var statuses: [Status]
    /// Any of these; none means that no text is asked for.
    package var messages: [LocatedText]
    /// All of these.
    package var conditions: [Condition]
    /// Whether the server counts a refused request, too.
    package var isCounted: Bool
    package var location: SourceLocation

    /// Whether more is asked for than a status.
    var isNarrow: Bool { !messages.isEmpty || !conditions.isEmpty }

    package struct Status: Hashable, Sendable {
        package enum Pattern: Hashable, Sendable {
            case code(Int)
            /// The hundreds digit: 4 for `4XX`.
            case range(Int)
        }

        package var pattern: Pattern
        package var location: SourceLocation

        package func matches(_ status: Int) -> Bool {
            switch pattern {
            case .code(let code): status == code
            case .range(let hundreds): status / 100 == hundreds
            }
        }
    }

    /// A value of the answer, and what is asked of it.
    package struct Condition: Hashable, Sendable {
        package var value: ResponseExpression
        package var predicate: PredicateObject
        /// Where the expression stands.
        package var location: SourceLocation
    }
}

/// What is asked of a value.
package indirect enum PredicateObject: Hashable, Sendable {
    /// Its text is one of these.
    case anyOf([String])
    /// Its text holds this one.
    case contains(String)
    case minimum(Double)
    case maximum(Double)
    /// Whether it is there.
    case present(Bool)
    case not(PredicateObject)
    case all([PredicateObject])
}
