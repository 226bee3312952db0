package import PacelineDiagnostics

/// `applies`: to which operations a policy applies.
package enum AppliesObject: Sendable {
    case all
    /// Any of the selectors will do.
    case selectors([SelectorObject])

    package func selects(_ operation: Operation) -> Bool {
        switch self {
        case .all: true
        case .selectors(let selectors): selectors.contains { $0.selects(operation) }
        }
    }

    var selectors: [SelectorObject] {
        switch self {
        case .all: []
        case .selectors(let selectors): selectors
        }
    }
}

/// A selector: all members that are present must hold.
package struct SelectorObject: Sendable {
    /// Any of these tags; nil when the selector does not ask for tags.
    package var tags: [LocatedText]?
    /// Any of these operation ids; nil when the selector does not ask for operations.
    package var operations: [LocatedText]?
    package var location: SourceLocation

    package func selects(_ operation: Operation) -> Bool {
        (tags?.contains { operation.tags.contains($0.text) } ?? true)
            && (operations?.contains { operation.selectableIDs.contains($0.text) } ?? true)
    }
}

/// A text with its place.
package struct LocatedText: Hashable, Sendable {
    package var text: String
    package var location: SourceLocation
}
