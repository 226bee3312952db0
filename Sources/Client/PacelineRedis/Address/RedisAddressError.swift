#if Redis
/// Why a text is not the address of a Redis or Valkey server.
///
/// It says what is wrong and what to write instead, and quotes nothing of the address: any part of it may be one of a
/// password.
public struct RedisAddressError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and what to write instead.
    public let description: String

    init(_ description: String) { self.description = description }
}
#endif
