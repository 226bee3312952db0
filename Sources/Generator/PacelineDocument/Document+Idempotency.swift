internal import PacelineYAML

// Whether calls may be repeated.

extension Document {
    /// Whether the call may be repeated; nil when neither the limits file nor the document says so. The file goes
    /// first, since it says what its author found.
    package func isIdempotent(_ operation: Operation) -> Bool? {
        inLimitsFile("x-idempotent", of: operation)?.boolean ?? operation.isIdempotent
    }

    /// The header fields that hold a key which makes a request safe to repeat: declared parameters, and the one that
    /// the limits file or the operation names, which need not be declared.
    package func idempotencyFields(of operation: Operation) -> (declared: [String], named: String?) {
        let named = inLimitsFile("x-idempotency-key", of: operation)?.string ?? operation.idempotencyField
        let folded = named?.lowercased()
        let declared = parameters(of: operation).filter { parameter in
            parameter.isIdempotencyKey || parameter.place == .header && parameter.name.lowercased() == folded
        }
        return (declared.map(\.name), named.flatMap { $0.isToken ? $0 : nil })
    }

    /// A member that the limits file has for an operation.
    func inLimitsFile(_ member: String, of operation: Operation) -> Node? {
        guard !attachedByFile.isEmpty else { return nil }
        return operation.selectableIDs.lazy.compactMap { attachedByFile[$0]?[member] }.first
    }
}
