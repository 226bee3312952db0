import PacelineModel
import PacelinePolicy

extension ResponsePattern {
    /// Whether a response that the mock is about to send is one of these.
    func holds(for response: MockResponse) -> Bool {
        guard statuses.isEmpty || statuses.contains(where: { $0.contains(response.status) }) else { return false }
        guard messages.isEmpty || messages.contains(where: { response.text.lowercased().contains($0.lowercased()) })
        else { return false }
        return conditions.allSatisfy { $0.predicate.holds(for: $0.value.text(in: response)) }
    }
}

extension ResponseValue {
    /// The value's text in a response; nil where there is none.
    fileprivate func text(in response: MockResponse) -> String? {
        switch self {
        case .header(let name): response.fields.first { $0.hasName(name) }?.value
        case .body(let pointer): Sample(json: response.body)?.scalarText(at: pointer)
        }
    }
}
