#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import Synchronization
import Testing

/// A stream of a million events holds one of them in memory.
@Suite(.timeLimit(.minutes(5))) struct LongStreamTests {
    /// Answers with so many events, made as they are read.
    private struct EndlessTransport: Transport {
        let chunk: [UInt8]
        let chunks: Int

        func send(
            _ request: HTTPRequest, body: RequestBody, context: TransportContext
        ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
            let left = Mutex(chunks)
            return (
                HTTPResponse(status: .ok, headerFields: [.contentType: "text/event-stream"]),
                ResponseBody { () throws(TransportError) in
                    let isOver = left.withLock { left in
                        left -= 1
                        return left < 0
                    }
                    return isOver ? nil : chunk
                }
            )
        }
    }

    /// In a process of its own, where nothing else takes memory.
    @Test func aMillionEvents() async {
        await #expect(processExitsWith: .success) { try await Self.readAMillion() }
    }

    private static func readAMillion() async throws {
        // 250 bytes an event: held, they would come to 250 megabytes.
        let event = "data: \(String(repeating: "x", count: 242))\n\n"
        // Chunks that end within an event.
        let text = String(repeating: event, count: 99) + event
        let core = ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Long", policies: []),
            server: "https://library.example", credentials: CredentialSet(),
            transport: EndlessTransport(chunk: Array(text.utf8), chunks: 10_000),
            options: ClientOptions(limiter: RateLimiter(), idleTimeout: nil))
        var (count, start, most) = (0, 0, 0)
        for try await event in try await core.textEvents(RequestBuilder(.unlimited(.get), .default)) {
            precondition(event.data.utf8.count == 242)
            count += 1
            guard count.isMultiple(of: 100_000) else { continue }
            if start == 0 { start = residentBytes } else { most = max(most, residentBytes - start) }
        }
        #expect(count == 1_000_000)
        #expect(most < 4 << 20)
    }

    /// The memory that the process has in use (`statm` of proc(5)); 0 where it is not told.
    private static var residentBytes: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
            separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? 0) * 4096 : 0
    }
}
