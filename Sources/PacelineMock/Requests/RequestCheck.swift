import struct Foundation.Data
import class Foundation.JSONSerialization
import PacelineModel

extension Parameter {
    /// The parameter's text in the request; nil when it is absent.
    func value(in request: MockRequest, pathValues: [String: String]) -> String? {
        switch location {
        case .path: pathValues[name]
        case .query: request.queryValue(name)
        case .header: request.field(name)
        case .cookie: request.cookie(name)
        }
    }
}

extension Operation {
    /// What keeps the request from being answered with a success, nil when nothing does: missing credentials, missing
    /// parameters, a missing or malformed body. The values themselves are not judged.
    func problem(
        with request: MockRequest, pathValues: [String: String], schemes: [SecurityScheme]
    ) -> Problem? {
        guard request.satisfies(security, of: schemes) else {
            return Problem(status: 401, detail: "The request lacks the credentials that \(id) needs.")
        }
        let missing = parameters.filter { $0.isRequired && $0.value(in: request, pathValues: pathValues) == nil }
        if !missing.isEmpty {
            let names = missing.map { "\($0.location.rawValue) parameter '\($0.name)'" }
            return Problem(status: 400, detail: "Missing: \(names.joined(separator: ", ")).")
        }
        let mediaType = request.field("Content-Type")?.lowercased() ?? ""
        return requestBody?.problem(with: request.body, isJSON: otherBodies.isEmpty || mediaType.contains("json"))
    }
}

extension Payload {
    /// What is wrong with a body that should be this payload.
    ///
    /// - Parameter isJSON: whether the body is meant as JSON if the payload can be.
    fileprivate func problem(with body: MockRequest.Body, isJSON: Bool) -> Problem? {
        guard case .bytes(let bytes) = body else {
            return Problem(status: 413, detail: "The body is larger than the mock takes.")
        }
        guard !bytes.isEmpty else {
            return isRequired ? Problem(status: 400, detail: "Missing: the body (\(mediaType)).") : nil
        }
        guard isJSON, case .json = content else { return nil }
        do {
            _ = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            return nil
        } catch {
            return Problem(status: 400, detail: "The body is not JSON.")
        }
    }
}

extension Operation {
    /// The challenges that go with a 401 (RFC 9110, section 11.6.1). A scheme that is not presented in Authorization has
    /// no registered name to challenge with.
    func challenges(_ schemes: [SecurityScheme]) -> [MockRequest.Pair] {
        let wanted = Set(security.joined())
        return schemes.filter { wanted.contains($0.id) }.compactMap { scheme in
            guard case .authorization(let name) = scheme.placement else { return nil }
            return .init("WWW-Authenticate", name)
        }
    }
}
