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
        let jobs = JobSearch.jobs(in: folder, isStrict: isStrict)
        guard !jobs.isEmpty else {
            throw ValidationError("No paceline.yaml or NAME.paceline.yaml under \(folder) names an `output`.")
        }
        var codes: Set<Int32> = []
        var owners: [String: String] = [:]
        for var job in jobs {
            job.showsAll = showsAll
            job.folders = [folder] + references
            // Two clients in one folder would remove each other's files.
            if let output = job.output, let owner = owners.updateValue(job.document, forKey: output) {
                Report.fail("\(output) is the output of both \(owner) and \(job.document)")
                codes.insert(1)
                continue
            }
            do throws(Job.Failure) {
                if let code = Report.show(try job.run(check: check), of: job) { codes.insert(code) }
            } catch {
                Report.fail("\(job.configuration ?? job.document): \(error)")
                codes.insert(1)
            }
        }
        // Errors outrank differences, which have the higher number.
        if let code = codes.min() { throw ExitCode(code) }
    }
}
