import PacelineModel
import PacelinePolicy
import Synchronization

extension Mock {
    /// What a request is answered with if no policy refuses it, and what it asks of the policies.
    struct Meaning {
        var operation: Operation?
        var demands: [Ledger.Demand] = []
        var response: MockResponse
    }

    /// A decided request, in flight until its response has been sent.
    ///
    /// It ends by itself when nobody holds it any more: a response that cannot be sent to its end takes no place for
    /// ever.
    package final class Visit: Sendable {
        package let response: MockResponse
        private let pending: Mutex<(@Sendable () -> Void)?>

        init(response: MockResponse, onEnd: (@Sendable () -> Void)? = nil) {
            self.response = response
            pending = Mutex(onEnd)
        }

        deinit { end() }

        /// Whether anything waits for the end.
        package var isInFlight: Bool { pending.withLock { $0 != nil } }

        /// The response's body has been sent. Only the first call counts.
        package func end() {
            let onEnd = pending.withLock { pending in
                defer { pending = nil }
                return pending
            }
            onEnd?()
        }
    }

    /// Decides a request that arrives now, and writes it to the log.
    func decide(
        _ meaning: Meaning, _ request: MockRequest, received: Nanoseconds, delays: LogRecord.Delays
    ) -> Visit {
        state.withLock { state in
            // The clock is read under the lock: the order of the log is the order of its times.
            let now = time.now()
            let refuses = state.chances.draws(options.refusalRate)
            var meaning = meaning
            drawCosts(&meaning, using: &state.chances)
            let standings = state.ledger.decide(meaning.demands, at: now, refusesUndisclosed: refuses) {
                rule, refusing in
                let reply = refusing.map { RefusalReply(book.entries[$0].policy).response() } ?? meaning.response
                return book.entries[rule].policy.counts?.holds(for: reply) ?? true
            }
            let isAdmitted = standings.allSatisfy(\.isAdmitted)
            let fails = isAdmitted && state.chances.draws(options.failureRate)
            let response = response(
                to: meaning, standings: standings, fails: fails, now: time.epoch + now)
            state.requests += 1
            state.refused += isAdmitted ? 0 : 1
            logFile?.write(
                LogRecord(
                    arrival: now, received: received, method: request.method, path: request.path,
                    operation: meaning.operation?.id, standings: standings, isAdmitted: isAdmitted,
                    status: response.status, delays: delays,
                    content: options.logsContent ? .init(request, schemes: api.securitySchemes) : nil
                ).line)
            return Visit(response: response, onEnd: isAdmitted ? end(of: meaning.demands) : nil)
        }
    }

    /// Draws what a request costs under policies of which the response tells it.
    private func drawCosts(_ meaning: inout Meaning, using generator: inout SplitMix64) {
        guard options.costSpread > 0 else { return }
        for place in meaning.demands.indices
        where book.entries[meaning.demands[place].rule].policy.settlement != nil {
            let factor = Double.random(in: 1 - options.costSpread...1 + options.costSpread, using: &generator)
            meaning.demands[place].cost = (meaning.demands[place].cost * factor).rounded()
        }
    }

    /// What is to be done when an admitted request's body has been sent; nil when nothing counts what is in flight.
    private func end(of demands: [Ledger.Demand]) -> (@Sendable () -> Void)? {
        guard demands.contains(where: { book.entries[$0.rule].rule.numbers.concurrency != nil }) else { return nil }
        return { [self] in state.withLock { $0.ledger.end(demands) } }
    }

    /// - Parameter now: the present time in nanoseconds since 1970.
    private func response(
        to meaning: Meaning, standings: [Ledger.Standing], fails: Bool, now: Nanoseconds
    ) -> MockResponse {
        let demands = meaning.demands.filter { $0.cost > 0 }
        let entries = zip(demands, standings).map { demand, standing in
            let entry = book.entries[demand.rule]
            return QuotaReport.Entry(
                policy: entry.policy, rule: entry.rule, standing: standing, identity: demand.identity)
        }
        let report = QuotaReport(entries: entries, now: now)
        let fields = report.fields
        // The first policy that refuses speaks; the request may be repeated when the last of them has room again.
        let refusing = entries.filter { !$0.standing.isAdmitted }
        guard let policy = refusing.first?.policy else {
            var response =
                fails ? Problem(status: 503, detail: "The server fails at times.").response : meaning.response
            // What is true of the quota stands before what the document gives for a sample.
            response.fields.removeAll { field in fields.contains { $0.hasName(field.name) } }
            response.fields += fields
            return report.placed(in: response)
        }
        let waits = refusing.compactMap(\.standing.wait)
        let wait = waits.count == refusing.count ? waits.max() : nil
        let retry = wait.flatMap { options.retryAfter?.fields(wait: $0, now: now) } ?? []
        return report.placed(in: RefusalReply(policy).response(with: retry + fields))
    }
}
