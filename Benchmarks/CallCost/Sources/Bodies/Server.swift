import Foundation

/// Serves until it is stopped: takes any body and tells its length, and gives two gibibytes, of which the first
/// request gets one before its connection breaks off. `/bomb` is the file that the environment's BOMB names, as it stands: gzip.
func serve() throws -> Never {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            _ = bind(listener, pointer, length)
            _ = getsockname(listener, pointer, &length)
        }
    }
    listen(listener, 16)
    print("http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))")
    fflush(nil)
    while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { exit(1) }
        handle(connection)
        close(connection)
    }
}

private let whole = 2 << 30

private func handle(_ connection: Int32) {
    guard let head = readHead(connection) else { return }
    let fields = Dictionary(
        head.split(separator: "\r\n").dropFirst().map { line in
            let name = line.prefix { $0 != ":" }
            return (name.lowercased(), String(line.dropFirst(name.count + 1)).trimmingCharacters(in: .whitespaces))
        }, uniquingKeysWith: { first, _ in first })
    guard head.hasPrefix("GET") else {
        let count = skip(connection, fields["content-length"].flatMap { Int($0) } ?? 0)
        let text = "\(count)"
        return write(
            connection,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: \(text.count)\r\nConnection: close\r\n\r\n\(text)"
        )
    }
    if head.hasPrefix("GET /bomb"), let path = ProcessInfo.processInfo.environment["BOMB"],
        let bomb = try? Data(contentsOf: URL(filePath: path))
    {
        write(
            connection,
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\nConnection: close\r\n\r\n")
        return bomb.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
                let written = send(connection, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard written > 0 else { return }
                done += written
            }
        }
    }
    let common = "Accept-Ranges: bytes\r\nETag: \"v1\"\r\nConnection: close\r\n"
    if let start = fields["range"].flatMap({ Int($0.dropFirst("bytes=".count).dropLast()) }) {
        write(
            connection,
            "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes \(start)-\(whole - 1)/\(whole)\r\n"
                + "Content-Length: \(whole - start)\r\n\(common)\r\n")
        give(connection, whole - start)
    } else {
        write(connection, "HTTP/1.1 200 OK\r\nContent-Length: \(whole)\r\n\(common)\r\n")
        give(connection, whole / 2)
    }
}

private func readHead(_ connection: Int32) -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while recv(connection, &byte, 1, 0) == 1 {
        bytes.append(byte)
        if bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) { return String(decoding: bytes, as: UTF8.self) }
    }
    return nil
}

private func skip(_ connection: Int32, _ count: Int) -> Int {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var done = 0
    while done < count {
        let read = recv(connection, &buffer, min(buffer.count, count - done), 0)
        guard read > 0 else { break }
        done += read
    }
    return done
}

private func give(_ connection: Int32, _ count: Int) {
    let buffer = [UInt8](repeating: 7, count: 1 << 18)
    var done = 0
    while done < count {
        let written = send(connection, buffer, min(buffer.count, count - done), Int32(MSG_NOSIGNAL))
        guard written > 0 else { return }
        done += written
    }
    shutdown(connection, Int32(SHUT_WR))
}

private func write(_ connection: Int32, _ text: String) {
    let bytes = Array(text.utf8)
    _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
}
