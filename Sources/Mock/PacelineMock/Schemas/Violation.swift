import PacelineDiagnostics

/// Something in a value that its schema does not allow.
struct Violation: Hashable, Sendable {
    /// Where in the value: a JSON pointer (RFC 6901), empty for the whole.
    var pointer: String
    /// What is wrong, for a person to read: `should be an integer, not "abc"`.
    var text: String
    /// Where the document says so.
    var location: SourceLocation
}

extension String {
    /// The text as a token of a JSON pointer (RFC 6901, section 3).
    var pointerToken: String { replacing("~", with: "~0").replacing("/", with: "~1") }
}
