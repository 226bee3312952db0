/// Where the numbers of a bucket come from.
public struct LimitBasis: Hashable, Sendable, CustomStringConvertible {
    /// The basis's name.
    public let description: String

    /// Somebody declared them.
    public static let declared = LimitBasis(description: "declared")
    /// There are none: nothing is held back but by refusals, and by what a server said is left.
    public static let unknown = LimitBasis(description: "unknown")
    /// They follow from what the server let through before it refused: a guess, and no promise. It lapses when the
    /// bucket has not been used for ten minutes.
    public static let guessed = LimitBasis(description: "guessed")
    /// The server's responses told them.
    public static let learned = LimitBasis(description: "learned")
}
