#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What tells one state of a file from another without reading it.
package struct FileStamp: Hashable, Sendable {
    /// When the file was last written: seconds of the epoch, and nanoseconds.
    package var seconds: Int
    package var nanoseconds: Int
    /// The size in bytes.
    package var size: Int

    package init(seconds: Int, nanoseconds: Int = 0, size: Int) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.size = size
    }

    /// The stamp of a file, of what a link leads to; nil where there is none.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
        let time = status.st_mtimespec
        #else
        let time = status.st_mtim
        #endif
        self.init(seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec), size: Int(status.st_size))
    }
}
