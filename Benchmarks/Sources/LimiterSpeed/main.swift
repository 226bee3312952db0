// Times the limiter's operations; prints rows of a table.

FastPath.run()
await FastPath.runTwoTasks()
try await Waiting.runPair()
try await Waiting.runDrain()
Keys.run(1_000_000)
Allocations.run()
