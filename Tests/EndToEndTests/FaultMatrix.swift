import PacelineLimiter
import PacelineRuntime
import Testing

/// One row of the fault matrix: a fault, an operation, and what comes of it.
struct FaultRow: Sendable, CustomTestStringConvertible {
    /// What a call comes to.
    struct Outcome: Sendable {
        /// The error's code; nil for a success.
        var code: CallError.Code?
        /// The requests that the caller is told of.
        var attempts: Int
        /// The requests that the server read.
        var received: Int
        /// The units of the quota that are used afterwards.
        var held: Double

        /// As many requests sent as received and counted.
        init(_ code: CallError.Code?, _ requests: Int) {
            self.init(code, attempts: requests, received: requests, held: Double(requests))
        }

        init(_ code: CallError.Code?, attempts: Int, received: Int, held: Double) {
            self.code = code
            self.attempts = attempts
            self.received = received
            self.held = held
        }
    }

    var fault: Fault
    var kind: OperationKind
    /// When every request meets with the fault; two are sent at most.
    var always: Outcome
    /// When only the first one does; nil where that is the same.
    var once: Outcome?

    var testDescription: String { "\(fault) × \(kind)" }

    /// Every cell. A fault that may have come after the server did its work is repeated only for GET and with a key; a
    /// refusal is not work done, so it is repeated for all; what was answered for good is repeated for none.
    static let all: [FaultRow] = Fault.allCases.flatMap { fault in
        OperationKind.allCases.map { kind in row(fault, kind) }
    }

    private static func row(_ fault: Fault, _ kind: OperationKind) -> FaultRow {
        switch (fault, kind) {
        case (.connectionRefused, _):
            FaultRow(fault, kind, always: Outcome(.transport, attempts: 2, received: 0, held: 0))
        case (.resetBeforeHead, .post), (.resetInBody, .post): FaultRow(fault, kind, always: Outcome(.transport, 1))
        case (.resetBeforeHead, _), (.resetInBody, _):
            FaultRow(fault, kind, always: Outcome(.transport, 2), once: Outcome(nil, 2))
        case (.slowBody, .post): FaultRow(fault, kind, always: Outcome(.timeout, 1))
        case (.slowBody, _): FaultRow(fault, kind, always: Outcome(.timeout, 2), once: Outcome(nil, 2))
        case (.truncatedJSON, _), (.wrongContentType, _): FaultRow(fault, kind, always: Outcome(.decoding, 1))
        case (.internalError, _), (.unavailable, .post): FaultRow(fault, kind, always: Outcome(.response, 1))
        case (.unavailable, _): FaultRow(fault, kind, always: Outcome(.response, 2), once: Outcome(nil, 2))
        case (.refusal, _): FaultRow(fault, kind, always: Outcome(.refused, 2), once: Outcome(nil, 2))
        }
    }

    private init(_ fault: Fault, _ kind: OperationKind, always: Outcome, once: Outcome? = nil) {
        self.fault = fault
        self.kind = kind
        self.always = always
        self.once = once
    }
}
