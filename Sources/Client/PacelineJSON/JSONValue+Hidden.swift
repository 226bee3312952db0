// A requirement can be hidden by `@_spi` only where there is a default for it. A default for every type would let a
// type that lacks the members compile, and trap when it is read. So this one is for types that do not exist.

/// Nothing conforms to this.
@_spi(Generated) public protocol HiddenRequirements: JSONValue {}

@_spi(Generated) extension HiddenRequirements {
    /// Never called.
    public init(reading reader: JSONReader) { preconditionFailure("\(Self.self) does not read itself") }

    /// Never called.
    public func write(to writer: JSONWriter) { preconditionFailure("\(Self.self) does not write itself") }
}
