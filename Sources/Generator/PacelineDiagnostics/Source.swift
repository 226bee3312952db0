/// The bytes of a document with the path under which its user knows it.
package struct Source: Sendable {
    /// The path as the user gave it; diagnostics print it unchanged.
    package var path: String
    /// The document's content. UTF-8, with or without a byte order mark.
    package var bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}
