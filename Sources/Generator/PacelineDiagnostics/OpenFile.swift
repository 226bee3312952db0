#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is open, until the value ends.
struct OpenFile: ~Copyable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) throws(SourceProblem) {
        guard descriptor >= 0 else { throw .unreadable }
        self.descriptor = descriptor
    }

    /// Opens a real path, folder by folder and without following a link: what is opened lies below the folder, even
    /// where someone puts a link in the way meanwhile. Neither a pipe nor a terminal makes it wait.
    init(_ path: String, below folder: String) throws(SourceProblem) {
        let rest = path.utf8.dropFirst(folder.utf8.count)
        let names = rest.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        guard let last = names.last else { throw .notRegular }
        var holder = try OpenFile(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        for name in names.dropLast() {
            holder = try OpenFile(openat(holder.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
        }
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        try self.init(openat(holder.descriptor, last, flags))
    }

    deinit { close(descriptor) }

    /// The bytes of a regular file, as far as they are asked for.
    borrowing func contents(atMost limit: Int) throws(SourceProblem) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(max(Int(status.st_size), 0), limit))
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while bytes.count < limit {
            let count = read(descriptor, &buffer, min(buffer.count, limit - bytes.count))
            if count == 0 { break }
            if count < 0 {
                guard errno == EINTR else { throw .unreadable }
                continue
            }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
