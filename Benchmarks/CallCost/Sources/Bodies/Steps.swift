import Foundation
import PacelineRuntime
import Synchronization

/// What progress was told.
final class Steps: Sendable {
    private let state = Mutex((last: 0, total: 0, count: 0))

    var last: Int { state.withLock { $0.last } }
    var total: Int { state.withLock { $0.total } }
    var count: Int { state.withLock { $0.count } }

    func note(_ progress: TransferProgress) {
        state.withLock { state in
            guard progress.bytes > state.last else { return }
            state = (progress.bytes, progress.total ?? 0, state.count + 1)
        }
    }
}

/// The most memory that the process ever had, in megabytes: VmHWM of proc(5).
func peakMegabytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1024
}
