/// Gives the sources to which a document refers. The one who starts the generator decides where they come from.
package struct SourceLoader: Sendable {
    private let read: @Sendable (_ path: String) -> [UInt8]?

    /// `read` returns the bytes at a path, nil when there are none to have.
    package init(_ read: @escaping @Sendable (_ path: String) -> [UInt8]?) { self.read = read }

    /// Knows no source: a document has to stand by itself.
    package static let none = SourceLoader { _ in nil }

    /// The source at a path, told from the same folder as the document's own; nil when there is none.
    package func source(at path: String) -> Source? { read(path).map { Source(path: path, bytes: $0) } }
}
