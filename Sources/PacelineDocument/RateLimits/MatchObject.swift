package import PacelineDiagnostics

/// A Match: how an answer says that it refused. All conditions that are present must hold.
package struct MatchObject: Sendable {
    /// Any of these; none means any status from 400 on.
    package var statuses: [Status]
    /// Any of these; none means that no text is asked for.
    package var messages: [LocatedText]
    package var location: SourceLocation

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
}
