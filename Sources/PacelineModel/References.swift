extension Operation {
    /// The types that go in and come out, by whatever way. Constants need none.
    package var references: [TypeReference] {
        let payloads = [requestBody] + ([success] + failures).map(\.payload)
        let bodies = payloads.flatMap { payload -> [TypeReference] in
            switch payload?.content {
            case .json(let type): [type]
            case .multipart(let parts):
                parts.compactMap { if case .value(let type) = $0.kind { type } else { nil } }
            case .text, .bytes, nil: []
            }
        }
        return parameters.filter { !$0.isConstant }.map(\.type) + bodies
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
        case .choice(let choice): choice.alternatives.map(\.type)
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
