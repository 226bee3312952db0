// What a model calls, one line a member: the counterpart of the reader's calls. With `IfPresent`, nil writes nothing.

extension JSONWriter {
    /// A string.
    public func string(_ name: StaticString, _ value: String) {
        startMember(name)
        scalar(value)
        endMember()
    }

    /// A string; nothing for nil.
    public func stringIfPresent(_ name: StaticString, _ value: String?) {
        if let value { string(name, value) }
    }

    /// An integer.
    public func int(_ name: StaticString, _ value: Int) {
        startMember(name)
        scalar(value)
        endMember()
    }

    /// An integer; nothing for nil.
    public func intIfPresent(_ name: StaticString, _ value: Int?) {
        if let value { int(name, value) }
    }

    /// A number, which must be finite.
    public func double(_ name: StaticString, _ value: Double) {
        startMember(name)
        scalar(value)
        endMember()
    }

    /// A number, which must be finite; nothing for nil.
    public func doubleIfPresent(_ name: StaticString, _ value: Double?) {
        if let value { double(name, value) }
    }

    /// A Boolean.
    public func bool(_ name: StaticString, _ value: Bool) {
        startMember(name)
        scalar(value)
        endMember()
    }

    /// A Boolean; nothing for nil.
    public func boolIfPresent(_ name: StaticString, _ value: Bool?) {
        if let value { bool(name, value) }
    }

    /// A value of any type.
    public func value<Value: JSONValue>(_ name: StaticString, _ value: Value) {
        startMember(name)
        element(value)
        endMember()
    }

    /// A value of any type; nothing for nil.
    public func valueIfPresent<Value: JSONValue>(_ name: StaticString, _ value: Value?) {
        if let value { self.value(name, value) }
    }

    /// An array.
    public func list<Element: JSONValue>(_ name: StaticString, _ values: [Element]) {
        startMember(name)
        array(values)
        endMember()
    }

    /// An array; nothing for nil.
    public func listIfPresent<Element: JSONValue>(_ name: StaticString, _ values: [Element]?) {
        if let values { list(name, values) }
    }

    /// An object with free names.
    public func map<Value: JSONValue>(_ name: StaticString, _ values: [String: Value]) {
        startMember(name)
        element(values)
        endMember()
    }

    /// An object with free names; nothing for nil.
    public func mapIfPresent<Value: JSONValue>(_ name: StaticString, _ values: [String: Value]?) {
        if let values { map(name, values) }
    }

    /// The members that are not declared, in the order of their names.
    public func additionalProperties<Value: JSONValue>(_ values: [String: Value]) {
        members(values)
    }

    /// A value in the place of the one that is being written: of a union, the type that was chosen.
    public func value<Value: JSONValue>(_ value: Value) {
        value.write(to: self)
    }

    /// A value in the place of the one that is being written, with one of the values of a member that tells its type
    /// apart: its own where that is one of them, else the first.
    /// - Parameters:
    ///   - value: The alternative.
    ///   - name: The member's name.
    ///   - values: The values, separated as in ``JSONReader/additionalProperties(_:)``.
    public func value<Value: JSONValue>(_ value: Value, tag name: StaticString, _ values: StaticString) {
        write(value, JSONTag(name, values, isText: true, start: output.count))
    }

    /// A value with a member that tells its type apart, as with ``value(_:tag:_:)``, which is a number or a Boolean.
    public func value<Value: JSONValue>(_ value: Value, plainTag name: StaticString, _ values: StaticString) {
        write(value, JSONTag(name, values, isText: false, start: output.count))
    }
}
