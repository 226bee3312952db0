import struct Foundation.Data
import class Foundation.JSONSerialization
import class Foundation.NSNumber
import PacelineModel

extension API {
    /// The operation that a request means among those with the method and the path of the one at `index`: the one with
    /// the most constants that the request has, none of which it lacks. Without any such one it is the one at `index`.
    func operation(at index: Int, meantBy request: MockRequest) -> Int {
        let found = operations[index]
        let candidates = operations.indices.filter {
            operations[$0].method == found.method && operations[$0].path == found.path
        }
        guard candidates.count > 1 else { return index }
        let body = request.jsonObject
        var best = (index: index, constants: -1)
        for candidate in candidates {
            guard let constants = constants(of: operations[candidate], in: request, body) else { continue }
            if constants > best.constants { best = (candidate, constants) }
        }
        return best.index
    }

    /// How many constants the operation has, nil when the request lacks one of them.
    private func constants(of operation: Operation, in request: MockRequest, _ body: [String: Any]?) -> Int? {
        var count = 0
        for parameter in operation.parameters {
            guard case .constant(let constant) = parameter.source else { continue }
            guard parameter.value(in: request, pathValues: [:]) == constant.text else { return nil }
            count += 1
        }
        for constant in operation.requestBody?.constants ?? [] {
            guard let value = body?[constant.name], constant.value.equals(value) else { return nil }
            count += 1
        }
        guard case .json(.named(let id))? = operation.requestBody?.content, case .record(let record)? = type(id) else {
            return count
        }
        for property in record.properties {
            guard let constant = property.constant else { continue }
            guard let value = body?[property.name], constant.equals(value) else { return nil }
            count += 1
        }
        return count
    }
}

extension MockRequest {
    fileprivate var jsonObject: [String: Any]? {
        guard case .bytes(let bytes) = body else { return nil }
        return (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
    }
}

extension Sample {
    fileprivate var text: String? {
        switch self {
        case .boolean(let value): String(value)
        case .number(let text), .string(let text): text
        case .null, .array, .object: nil
        }
    }

    /// Whether a value that JSONSerialization read is this scalar.
    fileprivate func equals(_ value: Any) -> Bool {
        switch self {
        case .string(let text): value as? String == text
        case .boolean(let truth): value as? Bool == truth
        case .number(let text): (value as? NSNumber)?.doubleValue == Double(text)
        case .null, .array, .object: false
        }
    }
}
