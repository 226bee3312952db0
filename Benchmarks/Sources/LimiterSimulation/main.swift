// Prints what different limiters do at different servers, on simulated time: the seeds are the arguments.
//
// `--calls N` sets the number of calls (600).

var arguments = Array(CommandLine.arguments.dropFirst())
var calls = 600
if let place = arguments.firstIndex(of: "--calls"), place + 1 < arguments.count, let number = Int(arguments[place + 1])
{
    calls = number
    arguments.removeSubrange(place...(place + 1))
}
let given = arguments.compactMap { UInt64($0) }
guard given.count == arguments.count, calls > 0 else {
    print("usage: limiter-simulation [--calls N] [SEED ...]")
    preconditionFailure("the seeds are whole numbers")
}
let seeds = given.isEmpty ? [1, 2, 3, 4, 5] : given

print(
    "A server that accepts \(quota) requests per \(Int(window)) s; one way takes 20 to 400 ms, with a heavy tail up to 20 s.\n"
)
Tables.burst(calls: calls, seeds: seeds)
Tables.buckets(calls: calls, seeds: seeds)
Tables.poisson(seconds: 1200, seeds: Array(seeds.prefix(3)))
Tables.stranger(calls: calls, seeds: Array(seeds.prefix(4)))
