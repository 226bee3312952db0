import ArgumentParser
import PacelineGenerator

/// `--all`: every document of a folder whose configuration names an output. One that has errors does not keep the
/// others from being written.
struct Batch {
    var folder: String
    var isStrict: Bool
    var showsAll: Bool
    /// The folders below which documents may refer to files, besides `folder`.
    var references: [String]

    func run(check: Bool) throws {
        var codes: Set<Int32> = []
        var owners: [String: String] = [:]
        var count = 0
        for var job in JobSearch.jobs(in: folder, isStrict: isStrict) {
            job.showsAll = showsAll
            job.folders = [folder] + references
            do throws(Job.Failure) {
                let prepared = try PreparedJob(job)
                // A configuration without an output is for others to use, unless its mistakes hide the output.
                guard prepared.output != nil || prepared.hasWrongConfiguration else { continue }
                count += 1
                // Two clients in one folder would remove each other's files.
                if let output = prepared.output, let owner = owners.updateValue(job.document, forKey: output) {
                    Report.fail("\(output) is the output of both \(owner) and \(job.document)")
                    codes.insert(1)
                    continue
                }
                if let code = Report.show(try prepared.run(check: check), of: job) { codes.insert(code) }
            } catch {
                count += 1
                Report.fail("\(job.configuration ?? job.document): \(error)")
                codes.insert(1)
            }
        }
        guard count > 0 else {
            throw ValidationError("No paceline.yaml or NAME.paceline.yaml under \(folder) names an `output`.")
        }
        // Errors override differences, which have the higher number.
        if let code = codes.min() { throw ExitCode(code) }
    }
}
