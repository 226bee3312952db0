// What a generated call costs beside the same call by hand: CPU, allocations, switches of threads, and the memory of
// calls that wait.
//
//     CallCost URL [CALLS [ROUNDS]]
//     CallCost URL profile CALLS TASKS [by-hand | undeclared]   one of them alone over AsyncHTTPClient, for a profiler
import AsyncHTTPClient
import Foundation
import PacelineAsyncHTTPClient

let arguments = CommandLine.arguments.dropFirst()
guard let base = arguments.first else { fatalError("usage: CallCost URL [CALLS [ROUNDS]]") }
let calls = arguments.dropFirst().first.flatMap { Int($0) } ?? 8000
let rounds = arguments.dropFirst(2).first.flatMap { Int($0) } ?? 9

// As many connections as the transport has.
var configuration = HTTPClient.Configuration()
configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
    AsyncHTTPClientTransport.defaultConnectionsPerHost
let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
let asyncHTTPClient = Pair.asyncHTTPClient(base, client)
let undeclared = Pair.asyncHTTPClient(base, client, isDeclared: false)
let again = Pair.urlSession(base, reuse: true)
let anew = Pair.urlSession(base, reuse: false)

if arguments.dropFirst().first == "profile" {
    let pair = arguments.last == "undeclared" ? undeclared : asyncHTTPClient
    let caller = arguments.last == "by-hand" ? pair.byHand : pair.generated
    let tasks = arguments.dropFirst(3).first.flatMap { Int($0) } ?? 8
    let usage = try await measure(caller, count: rounds, tasks: tasks)
    print("\(usage.cpu.text(1)) µs a call")
    exit(0)
}

print("| what | tasks | by hand µs | generated µs | ratio (least, most) | switches | allocations | bytes |")
print("|---|---|---|---|---|---|---|---|")
try await compare(asyncHTTPClient, tasks: 1, calls: calls)
try await compare(asyncHTTPClient, tasks: 8, calls: calls)
try await compare(asyncHTTPClient, tasks: 64, calls: calls)
try await compare(undeclared, tasks: 8, calls: calls)
try await compare(undeclared, tasks: 64, calls: calls)
try await compare(again, tasks: 8, calls: calls / 4)
try await compare(anew, tasks: 8, calls: calls / 16)

let waiting = try await Waiting.bytesPerCall(base, AsyncHTTPClientTransport(borrowing: client), count: 10_000)
print("\n10 000 calls that wait: \(waiting) bytes each")
_ = client.shutdown()

/// Prints a row: medians of CPU for each call, and of the ratios of neighbours in time.
func compare(_ pair: Pair, tasks: Int, calls: Int) async throws {
    var (byHand, generated): ([Usage], [Usage]) = ([], [])
    for round in 0..<rounds {
        // Whoever comes second may find things warm.
        let isTurned = round % 2 == 1
        let first = try await measure(isTurned ? pair.generated : pair.byHand, count: calls, tasks: tasks)
        let second = try await measure(isTurned ? pair.byHand : pair.generated, count: calls, tasks: tasks)
        byHand.append(isTurned ? second : first)
        generated.append(isTurned ? first : second)
    }
    let ratios = zip(generated, byHand).map { $0.cpu / $1.cpu }
    func both(_ value: (Usage) -> Double?, _ digits: Int) -> String {
        let texts = [byHand, generated].map { $0.compactMap(value) }.map { $0.isEmpty ? "–" : $0.median.text(digits) }
        return texts.joined(separator: " / ")
    }
    let ratio = "\(ratios.median.text(2)) (\((ratios.min() ?? .nan).text(2)), \((ratios.max() ?? .nan).text(2)))"
    print(
        "| \(pair.name) | \(tasks) | \(byHand.map(\.cpu).median.text(1)) | \(generated.map(\.cpu).median.text(1)) "
            + "| \(ratio) | \(both(\.switches, 2)) | \(both(\.allocations, 1)) | \(both(\.bytes, 0)) |")
}
