// Times the limiter's operations and prints rows of a table; with the names of parts as arguments, only those.

let parts = Set(CommandLine.arguments.dropFirst())
func wants(_ part: String) -> Bool { parts.isEmpty || parts.contains(part) }

if wants("fast") { FastPath.run() }
if wants("tasks") { await FastPath.runTwoTasks() }
if wants("waiting") {
    try await Waiting.runPair()
    try await Waiting.runDrain()
}
if wants("groups") { try await Waiting.runGroups() }
if wants("keys") { Keys.run(1_000_000) }
if wants("allocations") { Allocations.run() }
// In real time, a minute and a half.
if parts.contains("stacked") { try await Stacked.run() }
// For an instruction counter: a fixed number of admitted requests and nothing else.
if parts.contains("count") { FastPath.count(100_000) }
