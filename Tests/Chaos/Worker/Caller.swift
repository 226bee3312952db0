import Foundation
import PacelineLimiter

/// One of the process's callers: it calls again and again, as soon as it may.
struct Caller: Sendable {
    let order: Order
    let port: UInt16
    let limiter: RateLimiter
    let draws: [Draw]
    let statistics: Statistics

    func run() async {
        while true { await call() }
    }

    /// One call, of which some are cancelled while they wait, and some while they are in flight.
    private func call() async {
        guard let permit = await acquire() else { return }
        await prepare()
        let box = PermitBox(permit)
        switch await send(box) {
        case .notSent:
            // The next call acquires anew.
            statistics.count("held_back")
            box.take()?.refund()
        case .lost:
            statistics.count("lost")
            box.take()?.lost(connectionIsClosed: true)
        case .answered(let status, let retryAfter):
            statistics.count("calls")
            guard let permit = box.take() else { return }
            permit.responded()
            guard status == 429 else { return permit.finish() }
            statistics.count("refused")
            permit.refused(retryAfter: retryAfter.map { .seconds($0) })
        }
    }

    /// A permit; nil where the wait was cancelled.
    private func acquire() async -> Permit? {
        guard isCancelled else { return try? await limiter.acquire(draws) }
        let box = PermitBox()
        let waiting = Task { box.put(try await limiter.acquire(draws)) }
        let timer = Task {
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...500)))
            waiting.cancel()
        }
        _ = await waiting.result
        timer.cancel()
        let permit = box.take()
        if permit == nil { statistics.count("cancelled") }
        return permit
    }

    /// A request takes a while between its permit and its first byte, as where a credential is fetched.
    private func prepare() async {
        guard order.preparation > .zero else { return }
        try? await Task.sleep(for: order.preparation * Double.random(in: 0..<1))
    }

    private func send(_ box: PermitBox) async -> Request.End {
        let request = Request()
        let sending = Task { await request.send(port: port, label: order.label) { box.mayStart() } }
        if isCancelled {
            Task {
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...100)))
                sending.cancel()
            }
        }
        return await sending.value
    }

    /// Whether this one is to be cancelled.
    private var isCancelled: Bool { Double.random(in: 0..<1) < order.cancel }
}
