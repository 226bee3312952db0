/// How urgent a request is. Among those who wait for a bucket, a higher priority is a head start: it goes before lower
/// ones that came up to a certain time earlier (by default a minute for each hundred points), but not before older
/// ones.
public struct Priority: Comparable, Hashable, Sendable {
    /// Greater is more urgent.
    public var rawValue: Int

    /// A priority of your own, before, between or after the named ones (-100, 0 and 100).
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Background work.
    public static let low = Priority(rawValue: -100)
    /// What is not said to be anything else.
    public static let normal = Priority(rawValue: 0)
    /// Somebody waits for it.
    public static let high = Priority(rawValue: 100)

    /// Whether `left` is less urgent than `right`.
    public static func < (left: Priority, right: Priority) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Where a request enters the queue, among those of its priority.
public enum QueuePosition: Hashable, Sendable {
    /// Behind those who came before.
    case back
    /// Before those who came first: for the repetition of a request that has already waited once. Repetitions keep
    /// their order among themselves.
    case front
}
