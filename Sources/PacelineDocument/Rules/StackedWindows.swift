internal import PacelineDiagnostics

/// Two windows on the same requests: one of them is useless when the other is always met first.
enum StackedWindows: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        let policies = document.rateLimits?.policies ?? []
        let operations = document.operations
        for short in policies {
            for long in policies where areOnTheSame(short, long, document, operations) {
                guard let first = short.numbers.window, let second = long.numbers.window,
                    second.milliseconds > first.milliseconds
                else { continue }
                let factor = Double(second.milliseconds) / Double(first.milliseconds)
                if second.quota <= first.quota {
                    diagnostics.untidy(
                        "stacked-windows",
                        "`\(short.name)` is useless: its quota is not below that of the longer window `\(long.name)`",
                        at: short.location(of: "quota"))
                } else if second.quota >= first.quota * factor {
                    diagnostics.untidy(
                        "stacked-windows",
                        "`\(long.name)` is useless: `\(short.name)` allows no more than that in the same time",
                        at: long.location(of: "quota"))
                }
            }
        }
    }

    /// Whether two policies count the same: a token bucket is no window, and admits more at once than its rate.
    private static func areOnTheSame(
        _ first: PolicyObject, _ second: PolicyObject, _ document: Document, _ operations: [Operation]
    ) -> Bool {
        guard !first.isTokenBucket, !second.isTokenBucket, first.unit == second.unit, first.cost == second.cost,
            first.authentication?.map(\.text) == second.authentication?.map(\.text),
            Set(first.per.map(\.kind)) == Set(second.per.map(\.kind)),
            Set(first.per.map(\.word)) == Set(second.per.map(\.word))
        else { return false }
        return operations.allSatisfy { operation in
            let names = document.limits(of: operation).map(\.policy.name)
            return names.contains(first.name) == names.contains(second.name)
        }
    }
}

extension PolicyObject {
    var isTokenBucket: Bool { if case .tokenBucket = numbers.window?.algorithm { true } else { false } }
}
