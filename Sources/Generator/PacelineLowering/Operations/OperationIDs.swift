import PacelineDocument
import PacelineModel

extension OperationLowering {
    /// The ids of all operations, in document order: an operation's own where it has one that none before it has, else
    /// one from method and path. Of two derived ones that are equal, that of the whole path keeps the name.
    static func ids(of operations: [PacelineDocument.Operation]) -> [String] {
        var taken: Set<String> = []
        var ids = operations.map { operation in
            operation.operationID.flatMap { !$0.isEmpty && taken.insert($0).inserted ? $0 : nil }
        }
        let names = operations.map { operation in
            let path = PathTemplate(operation.path)
            let method = operation.method
            let word = operation.streamCall == .stream ? " stream" : ""
            return (short: path.shortWords(for: method) + word, full: path.fullWords(for: method) + word)
        }
        let derived = ids.indices.filter { ids[$0] == nil }
        for index in derived where names[index].short == names[index].full {
            if taken.insert(names[index].full).inserted { ids[index] = names[index].full }
        }
        for index in derived where ids[index] == nil {
            let (short, full) = names[index]
            // `/pets` and `/pets/` are two paths.
            var candidate = taken.contains(short) ? full : short
            var number = 2
            while !taken.insert(candidate).inserted {
                candidate = "\(full) \(number)"
                number += 1
            }
            ids[index] = candidate
        }
        return ids.map { $0 ?? "" }
    }
}

extension PathTemplate {
    /// A short name, as one would say it: `GET /pets/{petId}/toys` is `get pet toys`.
    ///
    /// What a parameter picks one of is said in the singular; a parameter behind another word is said itself.
    fileprivate func shortWords(for method: String) -> String {
        var words = [method]
        for component in components {
            switch component {
            case .literal(let text): words += text.split(separator: "/").map(String.init)
            case .parameter(let name):
                let word = words.count > 1 ? words.last : nil
                if let word, word.singular != word {
                    words[words.count - 1] = word.singular
                } else {
                    words += ["by", name]
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
