public import PacelineJSON

/// What the document declares of an operation's responses other than successes: their statuses, and the type of their
/// body.
public struct DocumentedError: Sendable {
    /// The statuses as the document has them: codes (`404`), ranges of codes (`4XX`), and `default`.
    public let statuses: [String]
    /// The type of the body.
    public let body: any JSONValue.Type

    /// Declares responses by their statuses, with spaces between: `DocumentedError("400 404", Problem.self)`.
    public init(_ statuses: String, _ body: any JSONValue.Type) {
        self.statuses = statuses.split(separator: " ").map(String.init)
        self.body = body
    }

    /// How closely the declaration names a status: 3 for its code, 2 for its range, 1 for `default`, 0 where it means
    /// others (OpenAPI 3.1, "Responses Object").
    fileprivate func closeness(to code: Int) -> Int {
        if statuses.contains("\(code)") { return 3 }
        if statuses.contains("\(code / 100)XX") { return 2 }
        return statuses.contains("default") ? 1 : 0
    }
}

extension OperationDescriptor {
    /// The body of a response as the type that is declared for its status; nil where none is, and where the body is
    /// something else.
    func problem(in response: Response) -> (any JSONValue)? {
        func decoded<Value: JSONValue>(_ type: Value.Type) -> Value? { try? response.decode(type) }
        let closest = errors.max { $0.closeness(to: response.status) < $1.closeness(to: response.status) }
        guard let closest, closest.closeness(to: response.status) > 0 else { return nil }
        return decoded(closest.body)
    }
}
