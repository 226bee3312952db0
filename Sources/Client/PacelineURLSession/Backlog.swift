#if canImport(FoundationNetworking)
import Foundation
import PacelineRuntime
import Synchronization

/// What has arrived of a body and waits for its reader, in a file.
///
/// Foundation on Linux cannot hold a server back: a task that is suspended starts over when it is resumed, and whoever
/// blocks a session blocks them all. So what the reader has no room for is written to a file that has no name any more,
/// and handed on from there.
final class Backlog: Sendable {
    /// The most bytes that wait in the file.
    private static let mostBytes: UInt64 = 4 << 30
    private static let pieceBytes = 128 << 10

    private struct State {
        var file: FileHandle?
        /// Where the next bytes are read and written.
        var (start, end) = (UInt64(0), UInt64(0))
        /// Whether the reader is behind: all that comes goes to the file.
        var isBehind = false
        /// What the exchange came to, where that is known.
        var outcome: Outcome?

        mutating func append(_ data: Data) throws {
            guard end - start + UInt64(data.count) <= Backlog.mostBytes else { throw TooMuch() }
            let file = try self.file ?? Self.makeFile()
            self.file = file
            try file.seek(toOffset: end)
            try file.write(contentsOf: data)
            end += UInt64(data.count)
        }

        /// What is next for the reader. Without any, the reader has caught up.
        mutating func next(_ count: Int) -> Piece {
            guard start < end, let file else {
                if let outcome { return .end(outcome) }
                isBehind = false
                return .nothing
            }
            do {
                try file.seek(toOffset: start)
                let data = try file.read(upToCount: Int(min(UInt64(count), end - start))) ?? Data()
                guard !data.isEmpty else { throw CocoaError(.fileReadUnknown) }
                start += UInt64(data.count)
                if start == end {
                    try file.truncate(atOffset: 0)
                    (start, end) = (0, 0)
                }
                return .bytes(data)
            } catch {
                return .failed(error)
            }
        }

        /// A file that is gone with its last user.
        private static func makeFile() throws -> FileHandle {
            let url = FileManager.default.temporaryDirectory.appending(path: "paceline-\(UUID().uuidString).download")
            try Data().write(to: url)
            defer { try? FileManager.default.removeItem(at: url) }
            return try FileHandle(forUpdating: url)
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
    private let state = Mutex(State())

    init(of response: ArrivingResponse) { self.response = response }

    /// Some bytes have come. Whether more of them are wanted.
    func received(_ data: Data) -> Bool {
        do {
            let isKept = try state.withLock { state in
                if state.isBehind { try state.append(data) }
                return state.isBehind
            }
            if isKept { return true }
        } catch {
            response.ended(TransportError(.maybeSent, "what arrived could not be kept in a file: \(error)"))
            return false
        }
        return handOn(data)
    }

    /// Nothing more will come.
    func ended(_ error: TransportError?) {
        let isBehind = state.withLock { state in
            if state.isBehind { state.outcome = Outcome(error: error) }
            return state.isBehind
        }
        if !isBehind { response.ended(error) }
    }

    private func handOn(_ data: Data) -> Bool {
        switch data.withUnsafeBytes(response.received) {
        case .goOn: return true
        case .stop: return false
        case .wait:
            state.withLock { $0.isBehind = true }
            response.whenThereIsRoom { self.drain() }
            return true
        }
    }

    /// Hands on what is in the file, as far as there is room.
    private func drain() {
        while true {
            switch state.withLock({ $0.next(Self.pieceBytes) }) {
            case .nothing: return
            case .end(let outcome): return response.ended(outcome.error)
            case .failed(let error):
                let message = "what arrived could not be read from a file: \(error)"
                return response.ended(TransportError(.maybeSent, message))
            case .bytes(let data):
                switch data.withUnsafeBytes(response.received) {
                case .goOn: continue
                case .stop: return
                case .wait: return response.whenThereIsRoom { self.drain() }
                }
            }
        }
    }
}
#endif
