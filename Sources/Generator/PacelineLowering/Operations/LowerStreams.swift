import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

/// A type of bodies, and the member that its callers do not see.
struct HiddenSwitch: Hashable {
    let type: TypeID
    let member: String
}

// Streams of values, and the two calls of an operation that answers with a value or with a stream.

extension OperationLowering {
    /// What of a response the call gets.
    func representations(of response: PacelineDocument.Response, for call: StreamCall?) -> [Named<MediaType>] {
        guard let call else { return response.content }
        return response.content.filter { ($0.kind == .events) == (call == .stream) }
    }

    mutating func lowerStream(
        _ media: Named<MediaType>, _ format: PacelineDocument.StreamFormat, of operation: PacelineDocument.Operation,
        named name: String
    ) -> Payload {
        var stream = ValueSequence(format: .events, element: nil, end: document.stream(of: operation)?.end)
        let value = StreamItem(of: media.value, format, document).value
        switch format {
        case .lines, .sequence:
            stream.format = format == .lines ? .lines : .sequence
            stream.element = value.map { lower($0, named: "\(name) item") } ?? .json
        case .events:
            stream.canResume = document.parameters(of: operation).contains {
                $0.place == .header && $0.name.lowercased() == "last-event-id"
            }
            stream.element = value.map { lower($0, named: "\(name) event") }
        }
        return Payload(mediaType: media.name, content: .stream(stream))
    }

    /// Streams are read by methods that return nothing else: beside other successes they are one text.
    mutating func dropMixedStreams(_ responses: inout Responses, at location: SourceLocation?) {
        let payloads = ([responses.success] + responses.otherSuccesses).compactMap(\.payload)
        guard payloads.contains(where: { $0.stream != nil }), Set(payloads.map(\.content)).count > 1 else { return }
        diagnostics.lost(
            .notSupportedYet, "a stream beside successes of other types is not supported yet", at: location,
            hint: "the call returns the whole text, once the stream has ended")
        responses.success.readWhole()
        for index in responses.otherSuccesses.indices { responses.otherSuccesses[index].readWhole() }
    }

    // MARK: What asks for the stream

    /// The parameters of one of two calls; the one that tells which is sent by the call itself.
    func switched(
        _ parameters: [PacelineModel.Parameter], of operation: PacelineDocument.Operation
    ) -> [PacelineModel.Parameter] {
        guard let call = operation.streamCall, case .query(let name)? = document.stream(of: operation)?.when else {
            return parameters
        }
        return parameters.compactMap { parameter in
            guard parameter.name == name, parameter.location == .query else { return parameter }
            var parameter = parameter
            if call == .value, !parameter.isRequired, parameter.defaultValue != .boolean(true) { return nil }
            parameter.source = .constant(.boolean(call == .stream))
            return parameter
        }
    }

    /// The bodies of one of two calls that can tell which it is: those of JSON with the member.
    mutating func switched(
        _ bodies: [Payload], of operation: PacelineDocument.Operation, named name: String
    ) -> [Payload] {
        guard let call = operation.streamCall, case .body(let pointer)? = document.stream(of: operation)?.when,
            let member = pointer.tokens.first
        else { return bodies }
        return bodies.compactMap { body in
            if case .json(let type) = body.content, mayHave(member, type) {
                return switched(body, type, by: member, for: call, of: operation, named: name)
            }
            diagnostics.lost(
                .notSupportedYet, "asking for a stream in a body of `\(body.mediaType)` is not supported yet",
                at: operation.location, hint: "both calls send the body that has `\(member)`")
            return nil
        }
    }

    /// The body without the member that tells which call it is: both have one type.
    private mutating func switched(
        _ body: Payload, _ type: TypeReference, by member: String, for call: StreamCall,
        of operation: PacelineDocument.Operation, named name: String
    ) -> Payload {
        guard case .named(let id) = type.nonNull, let hidden = withoutMember(id, member, named: name + " body") else {
            diagnostics.lost(
                .notSupportedYet, "`\(member)` cannot be hidden in a body that is more than an object",
                at: operation.location, hint: "the caller gives it")
            return body
        }
        var body = body
        body.content = .json(.named(hidden.type))
        if call == .stream || hidden.isRequired || document.streamsByDefault(operation, member) {
            body.constants = [.init(name: member, value: .boolean(call == .stream))]
        }
        return body
    }

    /// Whether a body has the member, or is more than an object.
    private func mayHave(_ member: String, _ type: TypeReference) -> Bool {
        guard case .named(let id) = type.nonNull, case .record(let record)? = types.table.declaration(of: id) else {
            return true
        }
        return withoutSwitch[HiddenSwitch(type: id, member: member)] != nil
            || record.properties.contains { $0.name == member }
    }

    /// Has whoever else sends the bodies that were changed in their places send them as they are declared.
    mutating func forgetHidden() {
        for id in changedInPlace { types.table.forget(id) }
        changedInPlace = []
    }

    /// The type without the member; one that is named after this body is changed in its place.
    private mutating func withoutMember(
        _ id: TypeID, _ member: String, named name: String
    ) -> (type: TypeID, isRequired: Bool)? {
        let key = HiddenSwitch(type: id, member: member)
        if let known = withoutSwitch[key] { return known }
        guard case .record(var record)? = types.table.declaration(of: id),
            let property = record.properties.first(where: { $0.name == member })
        else { return nil }
        record.properties.removeAll { $0.name == member }
        if id.name == name {
            types.table.redefine(id, as: .record(record))
            changedInPlace.append(id)
        } else {
            types.table.noteReplaced(id)
            let reservation = types.table.reserve(name)
            record.id = reservation.id
            types.table.define(reservation, with: .record(record))
        }
        withoutSwitch[key] = (record.id, property.isRequired)
        return withoutSwitch[key]
    }
}

extension PacelineModel.Response {
    fileprivate mutating func readWhole() {
        if payload?.stream != nil { payload?.content = .text }
    }
}
