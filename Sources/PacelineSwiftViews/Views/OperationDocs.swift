import PacelineModel

/// The doc comment of a method: what it does, the limits that it draws on, what goes in and what comes out.
enum OperationDocs {
    static func lines(_ operation: Operation, _ arguments: MethodArguments, api: API) -> [String] {
        var docs = DocLines(depth: 4)
        docs.paragraph(operation.summary.isEmpty ? operation.id : operation.summary)
        docs.paragraph(operation.description)
        for limit in operation.limits {
            guard let policy = api.policy(limit.policy) else { continue }
            docs.paragraph(
                "**Rate limit:** \(LimitWords.of(policy)). Policy `\(policy.name)`, cost \(LimitWords.number(limit.cost))."
            )
        }
        if arguments.arguments.isEmpty {
            docs.item("Parameter options: What this call does differently from the client's settings.")
        } else {
            docs.item("Parameters:")
            for argument in arguments.arguments { docs.item("\(argument.name.bare): \(argument.docs)", level: 1) }
            docs.item("options: What this call does differently from the client's settings.", level: 1)
        }
        if operation.success.payload != nil {
            docs.item(
                "Returns: " + (operation.success.description.isEmpty ? "The answer." : operation.success.description))
        }
        docs.item("Throws: `CallError`" + failures(operation))
        return docs.lines + (operation.isDeprecated ? ["    @available(*, deprecated)"] : [])
    }

    /// The answers that the document declares besides success, less the refusals, which the client waits out by itself.
    private static func failures(_ operation: Operation) -> String {
        let isLimited = !operation.limits.isEmpty
        let thrown = operation.failures.filter { !$0.status.isSuccess && !(isLimited && $0.status == .code(429)) }
        let words = thrown.map { response in
            let status =
                switch response.status {
                case .code(let code): "\(code)"
                case .range(let digit): "\(digit)XX"
                case .any: "others"
                }
            let text = response.description.firstSentence
            return text.isEmpty ? status : "\(status): \(text)"
        }
        return words.isEmpty ? "." : "; declared answers: " + words.joined(separator: "; ")
    }
}
