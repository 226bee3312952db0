/// The values of a stream, one behind the other.
package struct ValueSequence: Hashable, Sendable {
    /// How they are told apart.
    package enum Format: Hashable, Sendable {
        /// Events (WHATWG, "HTML", section 9.2), of whose data the value is.
        case events
        /// JSON on lines of its own.
        case lines
        /// JSON behind record separators (RFC 7464).
        case sequence
    }

    package var format: Format
    /// The type of each value; nil for text as it stands, which only events have.
    package var element: TypeReference?
    /// The data that ends the stream; nil where only its end does.
    package var end: String?
    /// Whether a request may name the last event that came (`Last-Event-ID`).
    package var canResume: Bool

    package init(format: Format, element: TypeReference?, end: String? = nil, canResume: Bool = false) {
        self.format = format
        self.element = element
        self.end = end
        self.canResume = canResume
    }
}

extension Payload {
    /// The stream that the content is; nil for any other content.
    package var stream: ValueSequence? {
        if case .stream(let stream) = content { stream } else { nil }
    }
}

extension API {
    /// Whether some call returns a stream of values.
    package var hasStreams: Bool { operations.contains { $0.successes.contains { $0.payload?.stream != nil } } }
}
