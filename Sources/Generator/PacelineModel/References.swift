extension Operation {
    /// The types that go in and come out, by whatever way. Constants need none.
    package var references: [TypeReference] { sentReferences + readReferences }

    /// The types that go in.
    package var sentReferences: [TypeReference] {
        parameters.filter { !$0.isConstant }.map(\.type) + bodies.flatMap(\.references)
    }

    /// The types that come out.
    package var readReferences: [TypeReference] {
        responses.compactMap(\.payload).flatMap(\.references) + responses.flatMap(\.fields).map(\.type)
    }
}

extension Payload {
    /// The types of which the content is.
    package var references: [TypeReference] {
        switch content {
        case .json(let type), .form(let type, _): [type]
        case .multipart(let parts, _):
            parts.compactMap { part in
                switch part.kind {
                case .value(let type), .structure(let type, _), .styled(let type, _), .fileOr(let type, _, _): type
                case .file, .files: nil
                }
            }
        case .stream(let stream): [stream.element].compactMap { $0 }
        case .text, .bytes, .anyParts: []
        }
    }
}

extension Parameter {
    fileprivate var isConstant: Bool {
        if case .constant = source { true } else { false }
    }
}

extension TypeDeclaration {
    /// The types that the type is made of.
    package var references: [TypeReference] {
        switch self {
        case .record(let record):
            record.properties.filter { $0.constant == nil }.map(\.type) + [record.additional].compactMap { $0 }
        case .enumeration: []
        case .union(let union): union.alternatives.map(\.type)
        }
    }
}

extension TypeReference {
    /// The named type that the reference leads to, through arrays, maps and null.
    package var name: TypeID? {
        switch self {
        case .named(let id): id
        case .array(let inner), .map(let inner), .nullable(let inner): inner.name
        default: nil
        }
    }
}
