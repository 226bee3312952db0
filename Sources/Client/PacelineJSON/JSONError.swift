/// Why a text is not JSON, does not hold the expected type, or why a value has no JSON form.
public struct JSONError: Error, Hashable, Sendable {
    /// What is wrong, without its place: "expected a string, found a number".
    public var message: String

    /// The place as a JSON pointer (RFC 6901): "/data/3/name". Empty for the whole text, and where the text is not JSON
    /// at all.
    public var path: String

    /// The place in bytes from the start of the text.
    public var offset: Int

    /// An error at a place.
    public init(message: String, path: String = "", offset: Int = 0) {
        self.message = message
        self.path = path
        self.offset = offset
    }
}

extension JSONError: CustomStringConvertible {
    /// The place and what is wrong, on one line.
    public var description: String {
        path.isEmpty ? "\(message) (byte \(offset))" : "\(path): \(message)"
    }
}
