#if Redis
import NIOCore

/// A command with its arguments. Its description does not show them: one may be a password.
struct RESPCommand: Sendable {
    private let parts: [String]

    init(_ parts: [String]) { self.parts = parts }

    init(_ parts: String...) { self.parts = parts }

    /// Writes the command as servers read it: an array of bulk strings.
    func write(into buffer: inout ByteBuffer) {
        buffer.writeString("*\(parts.count)\r\n")
        for part in parts {
            buffer.writeString("$\(part.utf8.count)\r\n")
            buffer.writeString(part)
            buffer.writeStaticString("\r\n")
        }
    }
}

extension RESPCommand: CustomStringConvertible, CustomReflectable {
    var description: String { "\(parts.first ?? "") with \(parts.dropFirst().count) arguments" }

    var customMirror: Mirror { Mirror(self, children: []) }
}
#endif
