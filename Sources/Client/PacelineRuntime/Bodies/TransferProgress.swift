import Synchronization

/// How far a body has come: ``CallOptions/onProgress``, and the writing of a ``Download``.
public struct TransferProgress: Hashable, Sendable {
    /// Which body it is.
    public enum Direction: Hashable, Sendable {
        /// The request's body, handed to the network.
        case sent
        /// The response's body, read from the network.
        case received
    }

    /// Which body it is.
    public var direction: Direction
    /// The bytes that have come so far.
    public var bytes: Int
    /// The bytes of the whole body; nil where that is not known.
    public var total: Int?

    /// So many bytes of a body.
    public init(direction: Direction, bytes: Int, total: Int?) {
        self.direction = direction
        self.bytes = bytes
        self.total = total
    }

    /// The part that has come, 0 to 1; nil where the whole is not known.
    public var fraction: Double? {
        guard let total, total > 0 else { return nil }
        return min(1, Double(bytes) / Double(total))
    }
}

/// Counts the bytes of a body, and tells of each step.
final class TransferMeter: Sendable {
    private let direction: TransferProgress.Direction
    private let total: Int?
    private let report: @Sendable (TransferProgress) -> Void
    private let bytes = Mutex(0)

    init(
        _ direction: TransferProgress.Direction, total: Int?, _ report: @escaping @Sendable (TransferProgress) -> Void
    ) {
        self.direction = direction
        self.total = total
        self.report = report
    }

    func add(_ count: Int) {
        guard count > 0 else { return }
        let sum = bytes.withLock { bytes in
            bytes += count
            return bytes
        }
        report(TransferProgress(direction: direction, bytes: sum, total: total))
    }
}
