#if canImport(FoundationNetworking)
import Foundation
import PacelineRuntime
import Synchronization

/// What has arrived of a body and waits for its reader, in files.
///
/// Foundation on Linux cannot hold a server back: a task that is suspended starts over when it is resumed, and whoever
/// blocks a session blocks them all. So what the reader has no room for is written to files that have no name any more,
/// and handed on from there.
final class Backlog: Sendable {
    /// The most bytes that wait.
    private static let mostBytes = 4 << 30
    /// The bytes of one file, which goes when it has been read.
    private static let segmentBytes: UInt64 = 64 << 20
    private static let pieceBytes = 128 << 10

    private struct Segment {
        let file: FileHandle
        /// Where the next bytes are read and written.
        var start: UInt64 = 0
        var end: UInt64 = 0
    }

    private struct State {
        var segments: [Segment] = []
        /// The bytes that wait.
        var count = 0
        /// Whether the reader is behind: all that comes goes to the files.
        var isBehind = false
        /// What the exchange came to, where that is known.
        var outcome: Outcome?

        mutating func append(_ data: Data) throws {
            guard count + data.count <= Backlog.mostBytes else { throw TooMuch() }
            if segments.last.map({ $0.end >= Backlog.segmentBytes }) ?? true {
                segments.append(Segment(file: try Self.makeFile()))
            }
            let last = segments.count - 1
            try segments[last].file.seek(toOffset: segments[last].end)
            try segments[last].file.write(contentsOf: data)
            segments[last].end += UInt64(data.count)
            count += data.count
        }

        /// What is next for the reader. Without any, the reader has caught up.
        mutating func next(_ most: Int) -> Piece {
            guard count > 0, let first = segments.first else {
                if let outcome { return .end(outcome) }
                segments = []
                isBehind = false
                return .nothing
            }
            do {
                try first.file.seek(toOffset: first.start)
                let data = try first.file.read(upToCount: Int(min(UInt64(most), first.end - first.start))) ?? Data()
                guard !data.isEmpty else { throw CocoaError(.fileReadUnknown) }
                count -= data.count
                segments[0].start += UInt64(data.count)
                if segments[0].start == first.end { segments.removeFirst() }
                return .bytes(data)
            } catch {
                return .failed(error)
            }
        }

        /// A file that is gone with its last user.
        private static func makeFile() throws -> FileHandle {
            let file = try TemporaryFile("download")
            defer { file.remove() }
            return try FileHandle(forUpdating: file.url)
        }
    }

    private struct TooMuch: Error, CustomStringConvertible {
        var description: String { "the reader is more than \(Backlog.mostBytes) bytes behind" }
    }

    private struct Outcome { let error: TransportError? }

    private enum Piece {
        case bytes(Data)
        case end(Outcome)
        case nothing
        case failed(any Error)
    }

    private let response: ArrivingResponse
    /// Ends what the session does.
    private let stop: @Sendable () -> Void
    private let state = Mutex(State())

    init(of response: ArrivingResponse, stop: @escaping @Sendable () -> Void) {
        self.response = response
        self.stop = stop
    }

    /// Some bytes have come.
    func received(_ data: Data) {
        do {
            let isKept = try state.withLock { state in
                if state.isBehind { try state.append(data) }
                return state.isBehind
            }
            if !isKept { handOn(data) }
        } catch {
            fail("what arrived could not be kept in a file: \(error)")
        }
    }

    /// Nothing more will come.
    func ended(_ error: TransportError?) {
        let isBehind = state.withLock { state in
            if state.isBehind { state.outcome = Outcome(error: error) }
            return state.isBehind
        }
        if !isBehind { response.ended(error) }
    }

    private func handOn(_ data: Data) {
        switch data.withUnsafeBytes(response.received) {
        case .goOn: break
        case .stop: stop()
        case .wait:
            state.withLock { $0.isBehind = true }
            response.whenThereIsRoom { self.drain() }
        }
    }

    /// Hands on what is in the files, as far as there is room.
    private func drain() {
        while true {
            switch state.withLock({ $0.next(Self.pieceBytes) }) {
            case .nothing: return
            case .end(let outcome): return response.ended(outcome.error)
            case .failed(let error): return fail("what arrived could not be read from a file: \(error)")
            case .bytes(let data):
                switch data.withUnsafeBytes(response.received) {
                case .goOn: continue
                case .stop: return giveUp()
                case .wait: return response.whenThereIsRoom { self.drain() }
                }
            }
        }
    }

    private func fail(_ message: String) {
        response.ended(TransportError(.maybeSent, message))
        giveUp()
    }

    /// Nobody reads it any more: what still comes is dropped.
    private func giveUp() {
        state.withLock { state in
            state.segments = []
            state.count = 0
            state.isBehind = false
        }
        stop()
    }
}
#endif
