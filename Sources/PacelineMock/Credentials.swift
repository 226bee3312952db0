import PacelineModel

extension MockRequest {
    /// The credential that the request presents for a scheme; nil when it presents none.
    func credential(for scheme: SecurityScheme) -> String? {
        let value =
            switch scheme.placement {
            case .header(let name): field(name)
            case .query(let name): queryValue(name)
            case .cookie(let name): cookie(name)
            case .authorization(let scheme): authorization(scheme)
            }
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The credential behind the scheme's name, which is matched without case (RFC 9110, section 11.4).
    private func authorization(_ scheme: String) -> String? {
        guard let value = field("Authorization") else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == scheme.lowercased() else { return nil }
        return String(parts[1].drop { $0 == " " })
    }

    /// Whether the request presents the credentials of one of the alternatives.
    func satisfies(_ alternatives: [[SecuritySchemeID]], of schemes: [SecurityScheme]) -> Bool {
        alternatives.isEmpty
            || alternatives.contains { alternative in
                alternative.allSatisfy { id in
                    schemes.first { $0.id == id }.map { credential(for: $0) != nil } ?? false
                }
            }
    }
}

extension Policy.Partition {
    /// The value by which a request's bucket is told from others.
    ///
    /// A server knows the account (user, project …) by the credential, so each set of credentials is an account of its
    /// own here and the same credentials are the same account, whatever the request's parameters say. That also means
    /// that a client which changes its token in a run gets a fresh quota from the mock, which a real account would not
    /// give it. `ip` is one value: every client of a mock on loopback has the same address.
    func value(
        in request: MockRequest, operation: Operation, pathValues: [String: String], schemes: [SecurityScheme]
    ) -> String {
        switch self {
        case .principal("ip", _):
            return ""
        case .principal:
            return schemes.map { request.credential(for: $0) ?? "" }.joined(separator: "\n")
        case .clientParameter(let name):
            let parameter = operation.parameters.first { $0.source == .client(name) }
            return parameter.flatMap { $0.value(in: request, pathValues: pathValues) } ?? ""
        case .structure, .request:
            preconditionFailure("a partition that is not read yet")
        }
    }
}
