import ArgumentParser
import PacelineDiagnostics
import PacelineLedger

/// `paceline-quota show`: prints a ledger.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Prints a ledger: its sessions, its buckets, and who waits. Nothing is changed by it.",
        usage: """
            paceline-quota show <file> [<ledger>] [--json]
            paceline-quota show redis://<host>:<port> [<ledger>] [--trust-roots <file>] [--json]
            """,
        discussion: """
            Without the name of a ledger it prints the names of those that are there.

            Exit codes: 0 printed; 1 there is no such ledger, or it cannot be read; 64 usage.
            """)

    @Argument(
        help: """
            Where ledgers are kept: an SQLite file, or the URL of Redis or Valkey (redis://, rediss://, unix://).
            """)
    var store: String

    @Argument(help: "The name of a ledger.")
    var ledger: String?

    @Option(
        help: .init(
            "The certificates (PEM) that are trusted in place of the system's. Only with rediss.", valueName: "file"))
    var trustRoots: String?

    @Flag(help: "Print JSON: times in seconds from now, less than zero when they are past.")
    var json = false

    func run() async throws {
        if ledger?.contains("://") ?? false {
            throw ValidationError("The name of a ledger is no URL: write where it is kept first, then its name.")
        }
        let archive = try Store.archive(store, trustRoots: trustRoots)
        do throws(LedgerArchiveError) {
            guard let ledger else { return try await showNames(archive) }
            try await show(ledger, archive)
        } catch {
            StandardStream.error.write("error: \(error.description.printable)\n")
            throw ExitCode(1)
        }
    }

    private func showNames(_ archive: any LedgerArchive) async throws(LedgerArchiveError) {
        let names = try await archive.names()
        if json { return print(try LedgerJSON.text(names)) }
        guard !names.isEmpty else { throw LedgerArchiveError("there is no ledger yet") }
        print(names.map { $0.printable + "\n" }.joined())
    }

    private func show(_ name: String, _ archive: any LedgerArchive) async throws(LedgerArchiveError) {
        guard let reading = try await archive.ledger(name) else {
            let names = try await archive.names()
            throw LedgerArchiveError(
                "there is no ledger named \(name)"
                    + (names.isEmpty ? ", nor any other yet" : "; there are: \(names.joined(separator: ", "))"))
        }
        let report = LedgerReport(reading)
        print(json ? try LedgerJSON.text(report) : LedgerText.text(report))
    }

    private func print(_ text: String) { StandardStream.output.write(text) }
}
