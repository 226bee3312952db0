import PacelineDocument
import PacelineModel

extension OperationLowering {
    /// The operation's own id where it has one that no other took before, else one from method and path.
    mutating func id(of operation: PacelineDocument.Operation) -> String {
        if let id = operation.operationID, !id.isEmpty, operationIDs.insert(id).inserted { return id }
        let path = PathTemplate(operation.path)
        let short = path.shortWords(for: operation.method)
        if !declaredIDs.contains(short), operationIDs.insert(short).inserted { return short }
        let full = path.fullWords(for: operation.method)
        // `/pets` and `/pets/` are two paths.
        var candidate = full
        var number = 2
        while declaredIDs.contains(candidate) || !operationIDs.insert(candidate).inserted {
            candidate = "\(full) \(number)"
            number += 1
        }
        return candidate
    }
}

extension PathTemplate {
    /// A short name, as one would say it: `GET /pets/{petId}/toys` is `get pet toys`.
    ///
    /// What a parameter picks one of is said in the singular, and the parameter itself is not said unless nothing
    /// stands before it.
    fileprivate func shortWords(for method: String) -> String {
        var words = [method]
        for component in components {
            switch component {
            case .literal(let text): words += text.split(separator: "/").map(String.init)
            case .parameter(let name):
                if words.count == 1 {
                    words += ["by", name]
                } else {
                    words[words.count - 1] = words.last?.singular ?? ""
                }
            }
        }
        return words.joined(separator: " ")
    }

    /// A name that says everything: `GET /pets/{petId}` is `get pets by petId`.
    fileprivate func fullWords(for method: String) -> String {
        var words = [method]
        for component in components {
            switch component {
            case .literal(let text): words += text.split(separator: "/").map(String.init)
            case .parameter(let name): words += ["by", name]
            }
        }
        return words.joined(separator: " ")
    }
}

extension String {
    /// An English plural in the singular, by its ending; other words as they are.
    fileprivate var singular: String {
        let lower = lowercased()
        if count < 4 || ["ss", "us", "is", "news", "series"].contains(where: lower.hasSuffix) { return self }
        if lower.hasSuffix("ies") { return dropLast(3) + "y" }
        if ["sses", "xes", "ches", "shes", "uses"].contains(where: lower.hasSuffix) { return String(dropLast(2)) }
        return lower.hasSuffix("s") ? String(dropLast()) : self
    }
}
