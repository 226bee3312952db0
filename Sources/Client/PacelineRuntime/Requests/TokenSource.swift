public import PacelineLimiter
import Synchronization

/// Tokens that expire, for OAuth 2, OpenID Connect and other bearers: kept while they hold, renewed by one request
/// however many calls wait for it, and renewed once more where a server did not take one.
///
///     let tokens = TokenSource {
///         let response = try await fetchToken()
///         return .init(response.accessToken, lifetime: .seconds(response.expiresIn))
///     }
public final class TokenSource: Sendable {
    /// A token and how long it holds.
    public struct Token: Sendable {
        /// The token's text.
        public var text: String
        /// How long the token holds from now on; nil when that is not known.
        public var lifetime: Duration?

        /// The token `text`.
        public init(_ text: String, lifetime: Duration? = nil) {
            self.text = text
            self.lifetime = lifetime
        }
    }

    private struct State {
        var token: String?
        /// When the token is to be renewed.
        var end: Instant?
        var isRenewing = false
        var waiters: [Int: CheckedContinuation<String, any Error>] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())
    private let leeway: Duration
    private let time: TimeSource
    private let renew: @Sendable () async throws -> Token

    /// Tokens from `renew`.
    ///
    /// - Parameters:
    ///   - leeway: How long before its end a token is renewed, so that none expires on its way.
    ///   - time: Where the time is taken from.
    ///   - renew: Asks for a new token. It is never called twice at a time.
    public init(
        leeway: Duration = .seconds(30), time: TimeSource = .continuous,
        renew: @escaping @Sendable () async throws -> Token
    ) {
        self.leeway = leeway
        self.time = time
        self.renew = renew
    }

    /// A token that holds: the one that is kept, or a new one.
    ///
    /// Throws what asking for a new one throws, and `CancellationError` when the calling task is cancelled, which does
    /// not disturb the others that wait.
    public func token() async throws -> String {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { enter($0, as: number) }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
            waiter?.resume(throwing: CancellationError())
        }
    }

    /// Says that a server did not take `token`: unless it has been replaced already, the next call asks for a new one.
    public func invalidate(_ token: String) {
        state.withLock { state in
            if state.token == token { state.token = nil }
        }
    }

    /// Gives a waiter the token that holds, or lets it wait for a new one, which it asks for if nobody else does.
    private func enter(_ waiter: CheckedContinuation<String, any Error>, as number: Int) {
        enum Step {
            case give(String)
            case cancel, wait, renew
        }
        let now = time.now()
        let step = state.withLock { state -> Step in
            if let token = state.token, state.end.map({ now < $0 }) ?? true { return .give(token) }
            // The handler of a cancellation that came before found nobody to resume.
            if Task.isCancelled { return .cancel }
            state.waiters[number] = waiter
            defer { state.isRenewing = true }
            return state.isRenewing ? .wait : .renew
        }
        switch step {
        case .give(let token): waiter.resume(returning: token)
        case .cancel: waiter.resume(throwing: CancellationError())
        case .wait: break
        case .renew: Task { await self.renewal() }
        }
    }

    /// Asks for a new token and gives it to all who wait.
    private func renewal() async {
        let result: Result<Token, any Error>
        do { result = .success(try await renew()) } catch { result = .failure(error) }
        let now = time.now()
        let waiters = state.withLock { state in
            state.isRenewing = false
            if case .success(let token) = result {
                state.token = token.text
                state.end = token.lifetime.map { now + ($0 - leeway) }
            }
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter.resume(with: result.map(\.text)) }
    }
}
