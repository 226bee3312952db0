#if MockServer
import ArgumentParser
import PacelineDiagnostics
import PacelineMockServer

@main
struct PacelineMockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paceline-mock",
        abstract: "A server that answers an OpenAPI document's calls with samples and enforces its rate limits.",
        subcommands: [Serve.self])

    static func main() async {
        StandardStream.prepare()
        await main(nil)
    }
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a document on loopback until SIGTERM or SIGINT.",
        discussion: """
            Every operation is answered with a sample of its success. The policies of x-rate-limits are enforced as \
            they are declared, by a sliding log where no algorithm is; the same credentials are the same account.
            """)

    @Argument(help: "The OpenAPI document, YAML or JSON.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var spec: String

    @Option(help: "The port; 0 picks a free one.")
    var port: UInt16 = 0

    @Option(
        name: .customLong("limits"),
        help: .init("The file that declares the limits of a document which does not.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var limitsFile: String?

    @Option(
        name: .customLong("config"),
        help: .init("The configuration whose `pagination` holds; nothing else is read of it.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var configuration: String?

    @Option(
        help: .init(
            "A folder below which the document may refer to files, besides its own. May be given several times.",
            valueName: "dir"), completion: .directory)
    var references: [String] = []

    @OptionGroup(title: "Limits") var limits: LimitOptions
    @OptionGroup(title: "Trouble") var trouble: TroubleOptions

    @Option(help: "The file that takes one line of JSON per request; it is emptied first.", completion: .file())
    var log: String?

    @Flag(help: "Also log the query and the body of each request; they may be private. Credentials are left out.")
    var logContent = false

    @Option(help: "Where all that is random starts from.")
    var seed: UInt64 = 1

    func run() async throws {
        var options = Mock.Options(seed: seed, logPath: log, logsContent: logContent)
        limits.apply(to: &options)
        trouble.apply(to: &options)
        options.configurationPath = configuration
        do {
            let server = try MockServer(
                contentsOf: spec, limits: limitsFile, references: references, options: options)
            try await server.run(port: Int(port), stopsOnSignals: true) { port in
                Self.say(server.announcement(port: port))
                for notice in server.mock.notices { Self.say("note: \(notice)") }
            }
            Self.say(server.summary.text)
        } catch let failure as Mock.Failure {
            // The mistakes of a document stand by themselves, as editors expect them, without a prefix.
            StandardStream.error.write("\(failure)\n")
            throw ExitCode(1)
        }
    }

    /// Prints a line at once, also into a pipe, where `print` would hold it back.
    private static func say(_ line: String) { StandardStream.output.write("paceline-mock: \(line)\n") }
}
#else
import Foundation
import PacelineDiagnostics

@main
struct PacelineMockCommand {
    static func main() {
        StandardStream.prepare()
        StandardStream.error.write("paceline-mock was built without its server; use --traits MockServer\n")
        // EX_USAGE of sysexits, as for any other wrong use of the command.
        exit(64)
    }
}
#endif
