#if canImport(FoundationNetworking)
import Foundation
import FoundationNetworking

/// The bytes of a file, as many as it has when this is made, for a session to read while it sends them.
///
/// Foundation on Linux reads a body that it knows as a file in the background, has libcurl pause meanwhile, and ends
/// the process when the exchange is over before the read is: when the caller cancels, or when the server closes the
/// connection. A stream is read where it is sent, so there is no pause.
final class UploadStream: InputStream {
    /// The bytes that the session is told of.
    let length: Int
    private let file: FileHandle
    private var left: Int
    private var status = Status.notOpen

    /// Throws where the file cannot be read.
    init(_ url: URL) throws {
        file = try FileHandle(forReadingFrom: url)
        length = Int(try file.seekToEnd())
        try file.seek(toOffset: 0)
        left = length
        super.init(data: Data())
    }

    override var streamStatus: Status { status }
    /// A session asks nobody why a stream failed.
    override var streamError: (any Error)? { nil }
    override var hasBytesAvailable: Bool { left > 0 }

    override func open() { status = .open }
    override func close() { status = .closed }

    /// Reads up to `most` bytes. A file that has become shorter is an error, since its length has been sent.
    override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength most: Int) -> Int {
        guard left > 0 else { return 0 }
        guard let data = try? file.read(upToCount: min(most, left)), !data.isEmpty else {
            status = .error
            return -1
        }
        data.copyBytes(to: buffer, count: data.count)
        left -= data.count
        return data.count
    }
}

extension URLRequest {
    /// Sends what `file` holds, with its length. Throws where it cannot be read.
    mutating func send(_ file: UploadFile) throws {
        let stream = try UploadStream(file.url)
        httpBodyStream = stream
        setValue(String(stream.length), forHTTPHeaderField: "Content-Length")
        // libcurl sends a stream in chunks unless this field is set, and leaves out a field whose value is blank.
        setValue(" ", forHTTPHeaderField: "Transfer-Encoding")
    }
}
#endif
