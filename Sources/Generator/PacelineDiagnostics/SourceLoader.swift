/// Gives the sources to which a document refers. The one who starts the generator decides where they come from.
package struct SourceLoader: Sendable {
    private let read: @Sendable (_ path: String) throws(SourceProblem) -> [UInt8]

    /// `read` returns the bytes at a path, or says why they are not to have.
    package init(throwing read: @escaping @Sendable (_ path: String) throws(SourceProblem) -> [UInt8]) {
        self.read = read
    }

    /// `read` returns the bytes at a path, nil when there are none to have.
    package init(_ read: @escaping @Sendable (_ path: String) -> [UInt8]?) {
        self.init(throwing: { path throws(SourceProblem) in
            guard let bytes = read(path) else { throw .unreadable }
            return bytes
        })
    }

    /// Knows no source: a document has to stand by itself.
    package static let none = SourceLoader { _ in nil }

    /// The source at a path, relative to the same folder as the document's own.
    package func source(at path: String) throws(SourceProblem) -> Source {
        Source(path: path, bytes: try read(path))
    }
}
