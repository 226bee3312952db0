import Foundation
import PacelineDiagnostics
import PacelineGenerator

/// `--watch`: generates after every edit of a file that was read, until SIGINT or SIGTERM.
struct Watch {
    let job: Job
    private var watcher = Watcher()
    /// The files to look at: at first those that are known beforehand, then all that the last run asked for.
    private var inputs: [String]

    init(job: Job) {
        self.job = job
        inputs = job.inputs
    }

    mutating func run() {
        Interruption.expect()
        let clock = ContinuousClock()
        let start = clock.now
        Report.say("watching \(job.document); Ctrl-C ends it")
        while !Interruption.hasCome {
            let now = clock.now
            if watcher.observe(inputs.map(FileStamp.init(path:)), at: now - start) {
                generate(from: now, on: clock)
            }
            // A signal ends the sleep.
            usleep(UInt32(Watcher.interval / .microseconds(1)))
        }
    }

    /// Generates once; what is wrong is reported, and the files of the last good run stay.
    private mutating func generate(from start: ContinuousClock.Instant, on clock: ContinuousClock) {
        do throws(Job.Failure) {
            let result = try job.run()
            inputs = result.inputs.map(\.path)
            watcher.take(result.inputs.map(\.stamp))
            if Report.show(result, of: job, time: clock.now - start) == nil { return }
        } catch {
            Report.fail("\(error)")
        }
        Report.say("\(job.document): nothing was written; existing files are unchanged")
    }
}
