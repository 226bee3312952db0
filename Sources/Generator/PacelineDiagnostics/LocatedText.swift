/// A text with its place.
package struct LocatedText: Hashable, Sendable {
    package var text: String
    package var location: SourceLocation

    package init(text: String, location: SourceLocation) {
        self.text = text
        self.location = location
    }
}

/// Everything of some kind, or what has these names.
package enum NameSelection: Sendable {
    case all
    case named([LocatedText])
}
