extension LimitSettings {
    /// What a client does about limits that the document does not declare.
    public struct Undeclared: Hashable, Sendable {
        let observing: Observing?

        /// Whether few requests are under way until the first responses.
        enum Observing: Hashable, Sendable { case freely, gently }

        /// It finds them out. Calls of an operation on which no declared limit counts stop together when the server
        /// refuses one, go on when a single one has tried, and keep to what went through before. Header fields that
        /// tell a quota are heeded.
        public static let observe = Undeclared(observing: .freely)

        /// The same. Gently, ten calls of an operation at the most are under way until the first responses, and twice
        /// as many with each round: for hundreds of tasks that start together.
        public static func observe(gently: Bool) -> Undeclared { Undeclared(observing: gently ? .gently : .freely) }

        /// Nothing: each call repeats what is refused by a clock of its own.
        public static let off = Undeclared(observing: nil)
    }

    /// Which requests are sent again that a limit refused which the document does not declare.
    public struct UndeclaredRefusals: Hashable, Sendable {
        let areUnprocessed: Bool

        /// All that were answered with 429, whatever the method, since a limit refuses before anything is done; unless
        /// the document says `x-idempotent: false`. After other statuses, those that do no harm twice.
        public static let repeated = UndeclaredRefusals(areUnprocessed: true)
        /// Those that do no harm twice: by their method, by the document, or by an idempotency key.
        public static let methodDecides = UndeclaredRefusals(areUnprocessed: false)
    }
}
