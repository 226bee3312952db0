import ArgumentParser
import Foundation
import PacelineGenerator

/// `--watch`: generates after every edit, until SIGINT or SIGTERM.
struct Watch {
    var job: Job

    func run() throws {
        Interruption.expect()
        var watcher = Watcher()
        let clock = ContinuousClock()
        let start = clock.now
        Report.say("watching \(job.document); Ctrl-C ends it")
        while !Interruption.hasCome {
            let now = clock.now
            if watcher.observe(job.inputs.map(FileStamp.init(path:)), at: now - start) {
                generate(from: now, on: clock)
            }
            // A signal ends the sleep.
            usleep(UInt32(Watcher.interval / .microseconds(1)))
        }
    }

    /// Generates once; what is wrong is told, and the files of the last good run stay.
    private func generate(from start: ContinuousClock.Instant, on clock: ContinuousClock) {
        do throws(Job.Failure) {
            let result = try job.run()
            if Report.show(result, of: job, time: clock.now - start) == nil { return }
        } catch {
            Report.complain("error: \(error)\n")
        }
        Report.say("\(job.document): nothing written, what was generated before stays")
    }
}
