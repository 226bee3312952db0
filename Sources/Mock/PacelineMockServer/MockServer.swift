#if MockServer
@_exported public import PacelineMock

/// A ``Mock`` over HTTP, for programs of any language.
public struct MockServer: Sendable {
    /// What answers.
    public let mock: Mock

    /// A server of `mock`.
    public init(_ mock: Mock) { self.mock = mock }

    /// A server of the OpenAPI document in the file. See ``Mock/init(contentsOf:limits:references:options:)``.
    public init(
        contentsOf path: String, limits: String? = nil, references: [String] = [], options: Mock.Options = .init()
    ) throws(Mock.Failure) {
        self.init(try Mock(contentsOf: path, limits: limits, references: references, options: options))
    }

    /// What was seen so far.
    public var summary: Mock.Summary { mock.summary }

    /// Where the server listens and what it serves, in words:
    /// `listening on http://127.0.0.1:8080 (19 operations, policies per-minute: 60 requests per 10 s)`.
    public func announcement(port: Int) -> String { "listening on http://127.0.0.1:\(port) (\(mock.overview))" }
}
#else
/// A mock server over HTTP, which stands behind a trait.
@available(*, unavailable, message: "enable the trait MockServer: .package(…, traits: [\"MockServer\"])")
public struct MockServer {}
#endif
