#if canImport(FoundationNetworking)
import Foundation
import FoundationNetworking
import PacelineRuntime

/// The bytes of a file, as many as it has when this is made, for a session to read while it sends them.
///
/// Foundation on Linux reads a body that it knows as a file in the background, has libcurl pause meanwhile, and ends
/// the process when the exchange is over before the read is: when the caller cancels, or when the server closes the
/// connection. A stream is read where it is sent, so there is no pause.
final class UploadStream: InputStream {
    private let file: OpenFile
    private var left: Int
    private var status = Status.notOpen

    /// Throws where the file cannot be read.
    init(_ url: URL) throws(FileProblem) {
        file = try OpenFile(reading: url.path(percentEncoded: false))
        left = file.length
        super.init(data: Data())
    }

    /// The bytes that the session is told of.
    var length: Int { file.length }

    override var streamStatus: Status { status }
    /// A session asks nobody why a stream failed.
    override var streamError: (any Error)? { nil }
    override var hasBytesAvailable: Bool { left > 0 }

    override func open() { status = .open }
    override func close() { status = .closed }

    /// Reads up to `most` bytes. A file that has become shorter is an error, since its length has been sent.
    override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength most: Int) -> Int {
        guard left > 0 else { return 0 }
        guard let bytes = try? file.read(upTo: min(most, left)), !bytes.isEmpty else {
            status = .error
            return -1
        }
        buffer.update(from: bytes, count: bytes.count)
        left -= bytes.count
        return bytes.count
    }
}

extension URLRequest {
    /// Sends what `file` holds, with its length. Throws where it cannot be read.
    mutating func send(_ file: UploadFile) throws(FileProblem) {
        let stream = try UploadStream(file.url)
        httpBodyStream = stream
        setValue(String(stream.length), forHTTPHeaderField: "Content-Length")
        // libcurl sends a stream in chunks unless this field is set, and leaves out a field whose value is blank.
        setValue(" ", forHTTPHeaderField: "Transfer-Encoding")
    }
}
#endif
