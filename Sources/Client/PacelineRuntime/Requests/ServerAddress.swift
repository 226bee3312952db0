import PacelineURLs

/// The address of a server: an absolute URL with `http` or `https`, a host, perhaps a port and a path, and nothing
/// else.
///
/// What is wrong with it is kept, and thrown by the calls that would go there, as ``CallError`` with the code
/// ``CallError/Code/invalidRequest``. A host consists of letters, digits, `-` and `.`, or is an IP address; a path is
/// percent-encoded and has no `.` or `..` as a segment.
public struct ServerAddress: Hashable, Sendable {
    private let reading: Result<ServerURL, URLProblem>
    /// What was given, where that is no URL of a server.
    private let given: String
    /// Where the document says to be; relative servers of operations lead on from there.
    private let base: String?

    /// The address that `url` is.
    ///
    /// - Complexity: O(n)
    public init(_ url: String) {
        self.init(given: url) { () throws(URLProblem) in try ServerURL(url) }
    }

    /// The address that a document's URL is when its `{variables}` have these values.
    ///
    /// A value fills its place and leads nowhere else: in a host it is letters, digits, `-` and `.`, in a path it is
    /// percent-encoded.
    /// - Complexity: O(n)
    public init(_ template: String, _ values: [String: String]) {
        self.init(given: template) { () throws(URLProblem) in try URLTemplate(template).url(values) }
    }

    /// The address to which a document's relative URL leads from `base` (RFC 3986, section 5.2).
    ///
    /// - Complexity: O(n)
    public init(_ template: String, _ values: [String: String] = [:], relativeTo base: String) {
        self.init(given: template, base: base) { () throws(URLProblem) in
            try URLTemplate(template, isRelative: true).url(values, relativeTo: base)
        }
    }

    private init(given: String, base: String? = nil, _ read: () throws(URLProblem) -> ServerURL) {
        reading = Result(catching: read)
        self.given = given
        self.base = base
    }

    /// The URL, without a slash at its end; what was given, where that is no URL of a server.
    public var url: String { (try? reading.get())?.text ?? given }
}

extension ServerAddress: ExpressibleByStringInterpolation {
    /// The address that the text is.
    public init(stringLiteral url: String) { self.init(url) }
}

extension ServerAddress {
    /// The parts of the URL.
    ///
    /// Throws ``CallError`` where it is no URL of a server.
    func parts() throws(CallError) -> ServerURL {
        do throws(URLProblem) { return try reading.get() } catch {
            throw CallError(.invalidRequest, "the server's URL \(error)")
        }
    }

    /// The URL in one way of writing, so that two clients of one server have one name for it.
    var key: String {
        guard let url = try? reading.get() else { return given }
        return "\(url.scheme)://\(url.authority.lowercased())\(url.path)"
    }

    /// Scheme and authority: whose limits they are that nobody declared; nil where the URL is none.
    var origin: String? {
        guard let url = try? reading.get() else { return nil }
        return "\(url.scheme)://\(url.authority.lowercased())"
    }

    /// Where an operation is called whose client is at this server: at its own, if it has one.
    func address(of operation: OperationDescriptor) -> ServerAddress { operation.server.map(resolving) ?? self }

    /// Where a reference of the document leads (RFC 3986, section 5.2): from where the document says to be, else from
    /// this server as a folder.
    func resolving(_ reference: String) -> ServerAddress {
        ServerAddress(given: reference, base: base) { () throws(URLProblem) in
            if let base { return try ServerURL(reference, relativeTo: base) }
            return try reading.get().resolving(reference)
        }
    }
}
