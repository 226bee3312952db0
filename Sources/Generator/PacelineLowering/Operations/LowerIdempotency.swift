import PacelineDocument
import PacelineModel

extension OperationLowering {
    /// What makes an operation's requests safe to repeat. A key need not come from the caller: the client makes one,
    /// the same for every request of a call.
    func idempotency(
        of operation: PacelineDocument.Operation, _ parameters: inout [PacelineModel.Parameter]
    ) -> Idempotency {
        if operation.isIdempotent == false { return .declared(false) }
        let keys = document.parameters(of: operation).filter(\.isIdempotencyKey).map(\.name)
        let place = parameters.firstIndex { parameter in
            // A value that the client or the document gives is the same for several calls, and so no key.
            parameter.location == .header && parameter.source == .caller && keys.contains(parameter.name)
        }
        guard let place else { return operation.isIdempotent == true ? .declared(true) : .method }
        parameters[place].isRequired = false
        return .key(header: parameters[place].name)
    }
}
