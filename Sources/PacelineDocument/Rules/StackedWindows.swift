internal import PacelineDiagnostics

/// Two windows on the same requests: one of them is useless when the other is always met first.
enum StackedWindows: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        let policies = document.rateLimits?.policies ?? []
        let operations = document.operations
        for short in policies {
            for long in policies
            where long.windowMilliseconds > short.windowMilliseconds && areOnTheSame(short, long, operations) {
                let factor = Double(long.windowMilliseconds) / Double(short.windowMilliseconds)
                if long.quota <= short.quota {
                    diagnostics.warning(
                        "stacked-windows",
                        "`\(short.name)` is useless: its quota is not below that of the longer window `\(long.name)`",
                        at: short.location(of: "quota"))
                } else if long.quota >= short.quota * factor {
                    diagnostics.warning(
                        "stacked-windows",
                        "`\(long.name)` is useless: `\(short.name)` allows no more than that in the same time",
                        at: long.location(of: "quota"))
                }
            }
        }
    }

    private static func areOnTheSame(_ first: PolicyObject, _ second: PolicyObject, _ operations: [Operation]) -> Bool {
        first.unit == second.unit && Set(first.per.map(\.word)) == Set(second.per.map(\.word))
            && operations.allSatisfy { first.selects($0) == second.selects($0) }
    }
}
