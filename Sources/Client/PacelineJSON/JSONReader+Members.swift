// What a model calls, one line a member. Without `IfPresent`, a member that is missing, `null` or of another type is a
// problem; with it, missing and `null` are nil, and another type is a problem. Named and not overloaded: each call is
// resolved at once, which is a large part of what a model costs to compile.

extension JSONReader {
    /// A required string.
    public func string(_ name: StaticString) -> String { string(at: find(name), name: name) }

    /// An optional string.
    public func stringIfPresent(_ name: StaticString) -> String? {
        let index = find(name)
        return isNone(index) ? nil : string(at: index)
    }

    /// A required integer of 64 bits.
    public func int(_ name: StaticString) -> Int { integer(at: find(name), name: name) }

    /// An optional integer of 64 bits; nil, too, where it is a larger one, since a document that names no size allows
    /// it.
    public func intIfPresent(_ name: StaticString) -> Int? {
        let index = find(name)
        return isNone(index) || isLargeInteger(index) ? nil : integer(at: index) as Int
    }

    /// A required number.
    public func double(_ name: StaticString) -> Double { double(at: find(name), name: name) }

    /// An optional number.
    public func doubleIfPresent(_ name: StaticString) -> Double? {
        let index = find(name)
        return isNone(index) ? nil : double(at: index)
    }

    /// A required Boolean.
    public func bool(_ name: StaticString) -> Bool { bool(at: find(name), name: name) }

    /// An optional Boolean.
    public func boolIfPresent(_ name: StaticString) -> Bool? {
        let index = find(name)
        return isNone(index) ? nil : bool(at: index)
    }

    /// A required value of any type.
    public func value<Value: JSONValue>(_ name: StaticString) -> Value {
        let index = find(name)
        if index == JSONTape.absent { mismatch("a value", at: index, name: name) }
        return read(at: index)
    }

    /// An optional value of any type. Where it is any JSON value, `null` is one, and only what is missing is nil.
    public func valueIfPresent<Value: JSONValue>(_ name: StaticString) -> Value? {
        let index = find(name)
        if isNone(index), index == JSONTape.absent || Value.self != JSON.self { return nil }
        return read(at: index, as: Value.self)
    }

    /// A required array.
    public func list<Element: JSONValue>(_ name: StaticString) -> [Element] { list(at: find(name), name: name) }

    /// An optional array.
    public func listIfPresent<Element: JSONValue>(_ name: StaticString) -> [Element]? {
        let index = find(name)
        return isNone(index) ? nil : list(at: index) as [Element]
    }

    /// A required object with free names.
    public func map<Value: JSONValue>(_ name: StaticString) -> [String: Value] { map(at: find(name), name: name) }

    /// An optional object with free names.
    public func mapIfPresent<Value: JSONValue>(_ name: StaticString) -> [String: Value]? {
        let index = find(name)
        return isNone(index) ? nil : map(at: index) as [String: Value]
    }
}

extension JSONReader {
    /// The members that are not declared.
    /// - Parameter names: the declared names, separated by spaces. If one of them holds a space itself, each name, the
    ///   last too, ends with a line feed instead.
    public func additionalProperties<Value: JSONValue>(_ names: StaticString) -> [String: Value] {
        guard token.kind == .object else {
            mismatch("an object")
            return [:]
        }
        let declared = JSONNames(names)
        return members(of: current) { declared.index(of: $0, in: self) == nil }
    }

    /// The value at which the reader stands, as another type.
    public func value<Value: JSONValue>() -> Value {
        read(at: current)
    }
}

extension JSONReader {
    func list<Element: JSONValue>(at index: Int, name: StaticString? = nil) -> [Element] {
        let array = tape.tokens[index]
        guard array.kind == .array else {
            mismatch("an array", at: index, name: name)
            return []
        }
        guard array.length > 0, takeRoom(for: Int(array.length), of: MemoryLayout<Element>.stride, at: index) else {
            return []
        }
        var element = index + 1
        return Array(unsafeUninitializedCapacity: Int(array.length)) { elements, count in
            // Placeholders after a problem would only cost memory.
            for position in 0..<Int(array.length) where problem == nil {
                elements.initializeElement(at: position, to: read(at: element))
                element = Int(tape.tokens[element].next)
                count += 1
            }
        }
    }

    func map<Value: JSONValue>(at index: Int, name: StaticString? = nil) -> [String: Value] {
        guard tape.tokens[index].kind == .object else {
            mismatch("an object", at: index, name: name)
            return [:]
        }
        return members(of: index) { _ in true }
    }

    /// The members of an object by name; of equal names the first.
    private func members<Value: JSONValue>(
        of object: Int, where isIncluded: (_ name: JSONToken) -> Bool
    ) -> [String: Value] {
        var result: [String: Value] = [:]
        let size = MemoryLayout<String>.stride + MemoryLayout<Value>.stride
        guard takeRoom(for: Int(tape.tokens[object].length), of: size, at: object) else { return result }
        result.reserveCapacity(Int(tape.tokens[object].length))
        var name = object + 1
        let end = Int(tape.tokens[object].next)
        while name < end, problem == nil {
            if isIncluded(tape.tokens[name]) {
                let value: Value = read(at: name + 1)
                if let first = result.updateValue(value, forKey: string(tape.tokens[name])) {
                    result[string(tape.tokens[name])] = first
                }
            }
            name = Int(tape.tokens[name + 1].next)
        }
        return result
    }
}
