import PacelineDocument
import PacelineModel

// How a server speaks of a limit: the document's words as the Model's.

extension Policy.Refusal {
    init(_ refusal: RefusalObject) {
        let statuses = refusal.statuses.map { status -> StatusPattern in
            switch status.pattern {
            case .code(let code): .code(code)
            case .range(let digit): .range(digit)
            }
        }
        self.init(
            statuses: statuses, messages: refusal.messages.map(\.text),
            conditions: refusal.conditions.map {
                Policy.Condition(
                    value: Policy.ResponseValue($0.value), predicate: Policy.Predicate($0.predicate))
            }, isCounted: refusal.isCounted)
    }
}

extension Policy.ResponseValue {
    fileprivate init(_ value: ResponseExpression) {
        switch value {
        case .header(let name): self = .header(name)
        case .body(let pointer): self = .body(pointer)
        }
    }
}

extension Policy.Predicate {
    fileprivate init(_ predicate: PredicateObject) {
        switch predicate {
        case .anyOf(let texts): self = .anyOf(texts)
        case .contains(let text): self = .contains(text)
        case .minimum(let number): self = .minimum(number)
        case .maximum(let number): self = .maximum(number)
        case .present(let isPresent): self = .present(isPresent)
        case .not(let inner): self = .not(Policy.Predicate(inner))
        case .all(let predicates): self = .all(predicates.map(Policy.Predicate.init))
        }
    }
}

extension Policy.Retry {
    init(_ retry: RetryObject) {
        self.init(
            after: retry.after.map(Policy.RetryAfter.init), attempts: retry.attempts,
            maximumWaitMilliseconds: retry.maximumWaitMilliseconds, isNotProcessed: retry.isNotProcessed,
            exhausted: retry.exhausted.map { $0 == .wait ? .wait : .fail }, blocksAll: retry.blocksAll)
    }
}

extension Policy.RetryAfter {
    fileprivate init(_ source: RetryObject.After) {
        switch source {
        case .header: self = .header
        case .reset: self = .reset
        case .value(let value): self = .value(Policy.ResponseValue(value))
        case .window: self = .window
        case .duration(let milliseconds): self = .fixed(milliseconds: milliseconds)
        }
    }
}

extension Policy.QuotaFields {
    init(_ headers: HeadersObject) {
        switch headers {
        case .ietf: self = .ietf
        case .named(let names):
            self = .named(
                Policy.NamedFields(
                    limit: names.limit, remaining: names.remaining, used: names.used,
                    reset: names.reset.map { Policy.Reset(field: $0.field, form: Policy.ResetForm($0.form)) }))
        }
    }
}

extension Policy.ResetForm {
    fileprivate init(_ form: NamedHeaders.Form) {
        switch form {
        case .delta: self = .delta
        case .epoch: self = .epoch
        case .epochMilliseconds: self = .epochMilliseconds
        case .duration: self = .duration
        case .date: self = .date
        }
    }
}
