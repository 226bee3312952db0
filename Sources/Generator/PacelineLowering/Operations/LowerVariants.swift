import PacelineDocument
import PacelineModel
import PacelineYAML

extension OperationLowering {
    /// The parameters of a variant, those that it fixes sent by nobody.
    mutating func fixed(
        _ parameters: [PacelineModel.Parameter], by fixes: [Variant.Fix]
    ) -> [PacelineModel.Parameter] {
        parameters.map { parameter in
            let fix = fixes.first { $0.target == .query(parameter.name) || $0.target == .header(parameter.name) }
            guard let fix, parameter.location == .query || parameter.location == .header else { return parameter }
            var parameter = parameter
            parameter.source = .constant(Sample(fix.value))
            if let type = parameter.type.name { types.table.noteReplaced(type) }
            return parameter
        }
    }

    /// The body of a variant: a type of its own, without what the variant fixes.
    mutating func fixed(_ body: Payload, by fixes: [Variant.Fix], of id: String) -> Payload {
        guard case .json(.named(let type)) = body.content, case .record(let record)? = types.table.declaration(of: type)
        else {
            return body
        }
        types.table.noteReplaced(type)
        var constants: [String: Sample] = [:]
        for fix in fixes {
            guard case .body(let pointer) = fix.target, let name = pointer.tokens.first else { continue }
            constants[name] = Sample(fix.value)
        }
        guard !constants.isEmpty else { return body }
        var own = record
        let reservation = types.table.reserve(id + " body")
        own.id = reservation.id
        for index in own.properties.indices {
            own.properties[index].constant = constants[own.properties[index].name]
        }
        types.table.define(reservation, with: .record(own))
        var body = body
        body.content = .json(.named(own.id))
        return body
    }
}
