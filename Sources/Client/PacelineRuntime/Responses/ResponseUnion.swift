@_spi(Generated) public import PacelineJSON

/// What an operation gives back whose successes differ by their status.
public protocol ResponseUnion: Sendable {
    /// Reads a success by its status.
    ///
    /// Throws `JSONError` when its body is something else than the document says.
    @_spi(Generated) init(reading response: Response) throws(JSONError)
}

// A hidden requirement needs a default, which no type gets: see `HiddenRequirements`.
@_spi(Generated) extension ResponseUnion where Self: HiddenRequirements {
    /// Never called.
    public init(reading response: Response) throws(JSONError) {
        preconditionFailure("\(Self.self) does not read itself")
    }
}
