/// Makes the keys by which a server tells a repeated request from a new one
/// (draft-ietf-httpapi-idempotency-key-header).
enum IdempotencyKey {
    /// A random UUID (RFC 9562, section 5.4) from numbers in `0..<1`.
    static func make(_ random: () -> Double) -> String {
        var bytes = (0..<16).map { _ in UInt8(min(max(random(), 0) * 256, 255)) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = ""
        for (place, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(place) { text += "-" }
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return text
    }
}

/// Which requests get an idempotency key besides those whose operations declare one.
public struct IdempotencyKeys: Hashable, Sendable {
    private let header: String?

    /// None: an operation has a key where the document has a field for it.
    public static let declared = IdempotencyKeys(header: nil)

    /// Every request whose method is not idempotent (RFC 9110, section 9.2.2), in this header field: for servers that
    /// heed it everywhere. Their requests are repeated then like those of operations with a key of their own.
    public static func everyUnsafeCall(header: String = "Idempotency-Key") -> IdempotencyKeys {
        IdempotencyKeys(header: header)
    }

    /// The field for a key of an operation that declares none; nil where it gets none.
    func field(for operation: OperationDescriptor) -> String? { operation.method.isIdempotent ? nil : header }
}
