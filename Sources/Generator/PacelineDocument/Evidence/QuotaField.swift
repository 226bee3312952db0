package import PacelineDiagnostics
internal import PacelineYAML

/// A header field about a quota that responses of a document declare.
package struct QuotaField: Sendable {
    /// What the field tells.
    package enum Role: Hashable, Sendable {
        case limit, remaining, used
        /// When the quota is whole again; nil where the document does not tell how the time is written.
        case reset(ResetForm?)
        /// Of the structured fields `RateLimit` and `RateLimit-Policy`; whether an example is of the form that is read.
        case structured(isRead: Bool)
        case retryAfter
        /// The name does not tell what the field is.
        case bare
        /// Nothing that the language reads.
        case other
    }

    /// The name as it is first written.
    package var name: String
    package var role: Role
    /// Fields of one family are about the same quota.
    package var family: String
    package var description: String?
    /// The first example, as it is written.
    package var example: String?
    package var location: SourceLocation
    /// The number of operations that have a response with the field.
    package var operations = 0

    init(_ item: Named<Referenced<Header>>, _ name: QuotaFieldName, _ header: Header?) {
        self.name = item.name
        family = name.family
        description = header?.description
        example = header?.exampleNodes.lazy.compactMap(\.text).first
        location = item.location
        switch name.role {
        case .limit: role = .limit
        case .remaining: role = .remaining
        case .used: role = .used
        case .reset(let form): role = .reset(form ?? header.flatMap(ResetForm.init(of:)))
        case .structured:
            // The current draft's items have parameters `q`, `w`, `r` and `t`; those before had members.
            role = .structured(isRead: example?.contains(";") ?? false)
        case .retryAfter: role = .retryAfter
        case .bare: role = .bare
        case .other: role = .other
        }
    }
}
