import PacelineModel

extension Sample {
    /// The value with another one at a JSON pointer (RFC 6901); objects and arrays on the way are made where there are
    /// none. nil takes away what is there.
    func placing(_ value: Sample?, at pointer: String) -> Sample {
        placing(value, at: pointer.pointerNames[...]) ?? .object([])
    }

    /// Elements that an array may be given at most; past it a number is taken for a name.
    private static let longestArray = 16

    private func placing(_ value: Sample?, at tokens: ArraySlice<String>) -> Sample? {
        guard let token = tokens.first else { return value }
        let rest = tokens.dropFirst()
        if case .array(var elements) = self, let index = Self.index(token) {
            if value == nil, index >= elements.count { return self }
            while elements.count <= index { elements.append(.object([])) }
            if let element = elements[index].placing(value, at: rest) {
                elements[index] = element
            } else {
                elements.remove(at: index)
            }
            return .array(elements)
        }
        guard case .object(let members) = self else {
            return (Self.index(token) == nil ? Sample.object([]) : .array([])).placing(value, at: tokens)
        }
        if value == nil, member(token) == nil { return self }
        if members.isEmpty, Self.index(token) != nil { return Sample.array([]).placing(value, at: tokens) }
        guard let placed = (member(token) ?? .object([])).placing(value, at: rest) else {
            return .object(members.filter { $0.name != token })
        }
        return setting(token, to: placed)
    }

    private static func index(_ token: String) -> Int? {
        guard let index = Int(token), String(index) == token, (0..<longestArray).contains(index) else { return nil }
        return index
    }
}

extension Sample {
    /// The object with the member set; anything else as it is.
    func setting(_ name: String, to value: Sample) -> Sample {
        guard case .object(var members) = self else { return self }
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].value = value
        } else {
            members.append(.init(name, value))
        }
        return .object(members)
    }

    /// The object's member of that name.
    func member(_ name: String) -> Sample? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}
