import PacelineDiagnostics
import PacelineLedger

/// A ledger as people read it. No key or name in it can do anything to a terminal.
enum LedgerText {
    static func text(_ report: LedgerReport) -> String {
        let names = ShortNames(report.sessions.map(\.name) + report.buckets.compactMap(\.gate?.probe))
        var lines = ["Ledger \(report.name.printable): \(life(of: report))"]
        if report.isOfEarlierStart {
            lines += [
                "It is of an earlier start of this machine, or of another one, and shown as it stood then. The next step",
                "takes each bucket as full until a hold and a grace after the start.",
            ]
        }
        lines += ["", count(report.sessions.count, "session")]
        for session in report.sessions { lines += SessionText.lines(session, names) }
        lines += ["", count(report.buckets.count, "bucket")]
        for bucket in report.buckets { lines += BucketText.lines(bucket, names) }
        for key in report.damaged { lines.append("  \(key.printable): what is kept of it is damaged") }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func life(of report: LedgerReport) -> String {
        let age = report.age.map { "its life began \(Words.time($0)) ago" } ?? "when its life began is not known"
        guard report.quiet > 0 else { return age + "." }
        return "\(age). It has lost something: nobody starts for \(Words.time(report.quiet)) more."
    }

    private static func count(_ count: Int, _ noun: String) -> String {
        switch count {
        case 0: "No \(noun)s."
        case 1: "1 \(noun)"
        default: "\(count) \(noun)s"
        }
    }
}
