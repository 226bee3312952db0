#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// An open regular file, read or written from its start to its end.
///
/// Its calls block for as long as the system takes for some hundred kilobytes of a file.
package struct OpenFile: ~Copyable {
    private let descriptor: Int32
    /// The file's length in bytes when it was opened.
    package let length: Int

    /// Opens a file for reading. What is no regular file has no end that could be known, and is refused.
    package init(reading path: String) throws(FileProblem) {
        // A pipe without a writer would be waited for otherwise.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileProblem("the file \(path) cannot be read: \(Self.reason)") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileProblem("\(path) is not a regular file")
        }
        length = Int(status.st_size)
    }

    /// Creates a file that is not there yet, which may be read and written by those who may that of the file `other`,
    /// if that is there.
    init(creating path: String, like other: String) throws(FileProblem) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileProblem("the file \(path) cannot be written: \(Self.reason)") }
        length = 0
        var status = stat()
        if stat(other, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
    }

    /// The next bytes, at most `count`; none at the end of the file.
    package func read(upTo count: Int) throws(FileProblem) -> [UInt8] {
        var result = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            repeat {
                result = Self.systemRead(descriptor, buffer.baseAddress, count)
            } while result < 0 && errno == EINTR
            filled = max(0, result)
        }
        guard result >= 0 else { throw FileProblem("the file cannot be read: \(Self.reason)") }
        return bytes
    }

    /// Writes the bytes behind those before them.
    func write(_ bytes: [UInt8]) throws(FileProblem) {
        var written = 0
        while written < bytes.count {
            let result = bytes.withUnsafeBytes { buffer in
                Self.systemWrite(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw FileProblem("the file cannot be written: \(Self.reason)") }
            written += result
        }
    }

    deinit { close(descriptor) }

    /// Gives a file the name of another, which it replaces, in one step.
    static func rename(_ path: String, to other: String) throws(FileProblem) {
        guard systemRename(path, other) == 0 else {
            throw FileProblem("the file \(other) cannot be written: \(reason)")
        }
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) { unlink(path) }

    private static var reason: String { String(cString: strerror(errno)) }
}

// The system's functions, whose names the struct has, too.
extension OpenFile {
    #if canImport(Darwin)
    private static let systemRead = Darwin.read
    private static let systemWrite = Darwin.write
    private static let systemRename = Darwin.rename
    #elseif canImport(Musl)
    private static let systemRead = Musl.read
    private static let systemWrite = Musl.write
    private static let systemRename = Musl.rename
    #elseif canImport(Glibc)
    private static let systemRead = Glibc.read
    private static let systemWrite = Glibc.write
    private static let systemRename = Glibc.rename
    #endif
}

/// Why a file cannot be read or written.
package struct FileProblem: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
