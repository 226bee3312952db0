import PacelineDiagnostics
import PacelineGenerator

/// Tells the user what came of a job.
enum Report {
    /// Prints a result; the exit code that it stands for, nil when all went well.
    ///
    /// - Parameter time: How long it took, for the line about what was written.
    static func show(_ result: Job.Result, of job: Job, time: Duration? = nil) -> Int32? {
        complain(result.diagnostics)
        switch result.outcome {
        case .invalid: return 1
        case .unwritable(let reason, let folder):
            fail("\(folder): \(reason)")
            return 1
        case .checked(let names, let folder):
            for name in names { say("\(folder)/\(name) differs from what \(job.document) gives") }
            return names.isEmpty ? nil : 3
        case .written(let report, let folder):
            let removed = report.removed.isEmpty ? "" : ", \(report.removed.count) removed"
            let time = time.map { ", \(Int($0 / .milliseconds(1))) ms" } ?? ""
            say("\(folder): \(report.written.count) written, \(report.unchanged.count) unchanged\(removed)\(time)")
            return nil
        }
    }

    /// Prints a line.
    static func say(_ line: String) { StandardStream.output.write("\(line.printable)\n") }

    /// Prints text as it is.
    static func print(_ text: String) { StandardStream.output.write(text) }

    /// Prints a line about a mistake that has no place in a source.
    static func fail(_ line: String) { complain("error: \(line.printable)\n") }

    /// Prints text for the standard error as it is.
    static func complain(_ text: String) { StandardStream.error.write(text) }
}
