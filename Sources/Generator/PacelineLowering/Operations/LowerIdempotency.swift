import PacelineDocument
import PacelineModel

extension OperationLowering {
    /// What makes an operation's requests safe to repeat. A key need not come from the caller: the client makes one,
    /// the same for every request of a call.
    func idempotency(
        of operation: PacelineDocument.Operation, _ parameters: inout [PacelineModel.Parameter]
    ) -> Idempotency {
        let declared = document.isIdempotent(operation)
        if declared == false { return .declared(false) }
        let keys = document.idempotencyFields(of: operation)
        let place = parameters.firstIndex { parameter in
            // A value that the client or the document gives is the same for several calls, and so no key.
            parameter.location == .header && parameter.source == .caller && keys.declared.contains(parameter.name)
        }
        if let place {
            parameters[place].isRequired = false
            return .key(header: parameters[place].name)
        }
        if let name = keys.named, keys.declared.isEmpty { return .key(header: name) }
        return declared == true ? .declared(true) : .method
    }
}
