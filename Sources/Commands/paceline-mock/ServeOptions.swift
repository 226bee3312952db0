#if MockServer
import ArgumentParser
import PacelineMockServer
import PacelinePolicy

/// How the limits are enforced.
struct LimitOptions: ParsableArguments {
    @Option(help: "How windows are counted; declared is as the document says, sliding where it does not say.")
    var algorithm = Counting.declared

    @Option(help: "What a token bucket holds in place of what is declared; without either it is the quota.")
    var burst: Double?

    @Option(help: .init("So many requests at a time in place of all other numbers.", valueName: "n"))
    var concurrency: Int?

    @Option(
        help: .init("The grain of the clock that stamps arrivals, in place of what is declared.", valueName: "1s"),
        transform: span)
    var granularity: Duration?

    @Option(help: "The plan whose numbers hold.")
    var plan: String?

    @Option(
        help: .init(
            """
            Numbers of a policy that the document leaves to the server: POLICY=QUOTA/WINDOW, and POLICY/OPERATION=… \
            for one operation. May be given several times.
            """, valueName: "route=5/1s"), transform: numbers)
    var quota: [GivenNumbers] = []

    @Option(
        help: .init(
            """
            Operations that are counted together by policies that tell identities of buckets. May be given several \
            times.
            """, valueName: "id,id"))
    var shareBucket: [String] = []

    @Option(
        help: .init("How far costs that responses tell are from what is expected, more or less.", valueName: "20%"),
        transform: rate)
    var costSpread: Double = 0

    @Option(help: "The factor by which the windows of all policies are stretched.")
    var windowScale: Double = 1

    @Option(help: "Send the wait with refusals: as seconds, as a date or as milliseconds.")
    var retryAfter: WaitForm?

    func apply(to options: inout Mock.Options) {
        options.algorithm = Mock.Algorithm(rawValue: algorithm.rawValue)
        options.burst = burst
        options.concurrency = concurrency
        options.granularity = granularity
        options.plan = plan
        for given in quota { options.numbers[given.name] = given.numbers }
        options.sharedBuckets = shareBucket.map { $0.split(separator: ",").map(String.init) }
        options.costSpread = costSpread
        options.windowScale = windowScale
        options.retryAfter = retryAfter.flatMap { Mock.RetryAfter(rawValue: $0.rawValue) }
    }
}

/// Numbers of a policy, or of one operation of it.
struct GivenNumbers: Sendable {
    let name: String
    let numbers: RateLimitNumbers
}

/// The algorithms, and the document's own.
enum Counting: String, CaseIterable, ExpressibleByArgument {
    case declared, sliding, fixed
    case tokenBucket = "token-bucket"
    case counter
}

/// The ways to tell a wait.
enum WaitForm: String, CaseIterable, ExpressibleByArgument { case seconds, date, milliseconds }

/// What goes slowly or wrong.
struct TroubleOptions: ParsableArguments {
    @Option(
        help: .init(
            """
            The two random delays of a request, before and after it is decided: a time, a range, or a median and a 99th \
            percentile as in pareto:20ms:400ms and lognormal:20ms:400ms.
            """, valueName: "20ms...120ms"),
        transform: { try Mock.Latency($0) })
    var latency: Mock.Latency = .none

    @Option(
        help: .init("How long the second half of every body is held back.", valueName: "50ms"), transform: span)
    var bodyDelay: Duration = .zero

    @Option(help: "The pages of lists whose pages the document declares, from 1 to 10000.")
    var pages = 3

    @Option(
        help: .init("How long a connection may take to send a whole request before it is closed.", valueName: "30s"),
        transform: span)
    var readTimeout: Duration = .seconds(30)

    @Option(
        help: .init("The part of the requests that policies refuse which count nothing.", valueName: "5%"),
        transform: rate)
    var refuse: Double = 0

    @Option(
        help: .init("The part of the admitted requests that are answered with 503.", valueName: "5%"),
        transform: rate)
    var fail: Double = 0

    func apply(to options: inout Mock.Options) {
        options.latency = latency
        options.bodyDelay = bodyDelay
        options.pages = pages
        options.readTimeout = readTimeout
        options.refusalRate = refuse
        options.failureRate = fail
    }
}

/// Reads a time such as `50ms`.
@Sendable private func span(_ text: String) throws -> Duration {
    guard let span = Duration(span: text) else {
        throw ValidationError("'\(text)' is not a valid time; write one as in 50ms")
    }
    return span
}

/// Reads numbers such as `route=5/1s`.
@Sendable private func numbers(_ text: String) throws -> GivenNumbers {
    let parts = text.split(separator: "=", maxSplits: 1)
    let sizes = parts.last?.split(separator: "/", maxSplits: 1) ?? []
    guard parts.count == 2, sizes.count == 2, let quota = Double(sizes[0]), quota > 0,
        let window = Duration(span: String(sizes[1])), window > .zero
    else { throw ValidationError("'\(text)' is not a valid quota; write one as in route=5/1s") }
    return GivenNumbers(name: String(parts[0]), numbers: .quota(quota, per: window))
}

/// Reads `5%` or `0.05`.
@Sendable private func rate(_ text: String) throws -> Double {
    let number = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
    guard let number, (0...1).contains(number) else {
        throw ValidationError("'\(text)' is not a valid rate; write one as in 5% or 0.05")
    }
    return number
}
#endif
