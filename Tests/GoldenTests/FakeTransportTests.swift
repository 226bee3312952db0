import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

@testable import Goldens

/// The fake that users test their code against, under clients with and without limits.
@Suite(.timeLimit(.minutes(1))) struct FakeTransportTests {
    private typealias Operations = Responses.Operations

    private func client(_ fake: FakeTransport) -> Responses {
        Responses(transport: fake, options: fake.options)
    }

    private func books(_ fake: FakeTransport, _ options: ClientOptions? = nil) -> LimitsFile.BooksAPI {
        LimitsFile(transport: fake, options: options ?? fake.options).books
    }

    // MARK: What it returns

    @Test func returnsModels() async throws {
        let fake = FakeTransport()
            .on(Operations.same, return: Responses.Pet(name: "Rex"), Responses.Pet(name: "Tom"))
            .on(Operations.kinds, return: [Responses.Pet(name: "Kim")])
            .on(Operations.optional, .status(204))
        let calls = client(fake)
        #expect(try await calls.kinds() == [Responses.Pet(name: "Kim")])
        #expect(try await calls.optional() == nil)
        for name in ["Rex", "Tom", "Tom"] { #expect(try await calls.same().name == name) }
        #expect(fake.calls(of: Operations.same).count == 3)
        #expect(fake.calls.map(\.operation.id) == ["kinds", "optional", "same", "same", "same"])
    }

    /// A failure in passing is repeated, and its pause takes no time.
    @Test func statusesInSequence() async throws {
        let fake = FakeTransport()
            .on(Operations.vendor, .status(503), .value(Responses.Pet(name: "Rex")), .status(404))
        let calls = client(fake)
        #expect(try await calls.vendor().name == "Rex")
        #expect(fake.elapsed == .milliseconds(250))
        let error = await #expect(throws: CallError.self) { try await calls.vendor() }
        #expect(error?.code == .response && error?.response?.status == 404)
        #expect(fake.calls(of: Operations.vendor).map(\.path) == ["/vendor", "/vendor", "/vendor"])
    }

    @Test func answersByTheRequest() async throws {
        let fake = FakeTransport().on(Bodies.Operations.sendAnything) { call in
            guard let sent = try? call.body(as: JSON.self) else { return .status(400) }
            return .value(["echo": sent] as JSON, fields: [.via: "fake"])
        }
        let client = Bodies(transport: fake, options: fake.options)
        let capture = ResponseCapture()
        let answer = try await client.bodies.sendAnything(
            body: ["a": 1], options: CallOptions(query: ["q": "a b&c", "r": ""], capture: capture))
        #expect(answer["echo"]?["a"] == 1)
        #expect(capture.response?.headerFields[.via] == "fake")
        let call = try #require(fake.calls(of: Bodies.Operations.sendAnything).first)
        #expect(try call.body() == ["a": 1] as JSON)
        #expect(call.query("q") == ["a b&c"] && call.query("r") == [""] && call.query("s").isEmpty)
        #expect(call.request.method == .post)
    }

    // MARK: Mistakes of a test

    @Test func modelOfAnotherType() async {
        let fake = FakeTransport().on(Operations.same, return: [Responses.Pet(name: "Rex")])
        let error = await #expect(throws: CallError.self) { try await client(fake).same() }
        #expect(error?.code == .invalidRequest)
        #expect(
            error?.message
                == "the FakeTransport has a value of the type `Array<Pet>` for `same`, which returns `Pet`")
        #expect(fake.calls.count == 1, "a mistake is not repeated")
    }

    @Test func noResponse() async {
        let fake = FakeTransport().on(Operations.kinds, return: [Responses.Pet]())
        let error = await #expect(throws: CallError.self) { try await client(fake).same() }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message == "the FakeTransport has no response for `same`: give it one with `on(_:return:)`")
    }

    @Test func modelThatJSONCannotHold() async {
        let fake = FakeTransport().on(Bodies.Operations.sendAnything, return: JSON.number(.infinity))
        let client = Bodies(transport: fake, options: fake.options)
        let error = await #expect(throws: CallError.self) { try await client.bodies.sendAnything(body: 1) }
        #expect(error?.code == .invalidRequest && error?.message.contains("cannot write its response") == true)
    }

    // MARK: Time

    /// Twenty a minute: a thousand calls take fifty minutes of the limiter's time, and none of the test's.
    @Test(arguments: [1, 7, 1_000]) func limitsHoldAndTakeNoTime(tasks: Int) async throws {
        let fake = FakeTransport().on(LimitsFile.Operations.addBook, .status(204))
        let books = books(fake)
        try await withThrowingTaskGroup { group in
            for task in 0..<tasks {
                group.addTask {
                    for _ in stride(from: task, to: 200, by: tasks) { try await books.addBook() }
                }
            }
            try await group.waitForAll()
        }
        // A call takes five units of twenty.
        let sent = fake.calls.map(\.time).sorted()
        #expect(sent.count == 200)
        #expect(zip(sent, sent.dropFirst(4)).allSatisfy { $1 - $0 >= .seconds(60) })
        #expect(fake.elapsed == .seconds(49 * 60))
    }

    /// Two clients share the time, and with the limiter the quota.
    @Test func twoClients() async throws {
        let fake = FakeTransport().on(LimitsFile.Operations.addBook, .status(204))
        let (one, two) = (books(fake), books(fake))
        for _ in 0..<2 {
            for books in [one, two] { try await books.addBook() }
        }
        #expect(fake.elapsed == .zero)
        try await one.addBook()
        #expect(fake.elapsed == .seconds(60))
    }

    /// A timeout is kept on the time of the limiter: a call that cannot start in time fails, however fast the test is.
    @Test func timeouts() async throws {
        let fake = FakeTransport().on(LimitsFile.Operations.addBook, .status(204))
        let books = books(fake)
        for _ in 0..<4 { try await books.addBook(options: CallOptions(timeout: .seconds(1))) }
        let error = await #expect(throws: CallError.self) {
            try await books.addBook(options: CallOptions(timeout: .seconds(59)))
        }
        #expect(error?.code == .deadline && fake.elapsed == .zero)
    }

    /// What never comes ends with the attempt's timeout, at once for the test.
    @Test(arguments: [ScriptedResponse.hangs(), ScriptedResponse.status(200, #"{"na"#).thenHangs()])
    func hangs(response: ScriptedResponse) async throws {
        let fake = FakeTransport().on(Operations.same, response)
        var options = fake.options
        options.retry = .never
        let error = await #expect(throws: CallError.self) {
            try await Responses(transport: fake, options: options).same()
        }
        #expect(error?.code == .timeout)
        #expect(fake.elapsed == .seconds(60))
    }

    @Test func delays() async throws {
        let fake = FakeTransport().on(Operations.same, .value(Responses.Pet(name: "Rex")).after(.seconds(7)))
        _ = try await client(fake).same()
        #expect(fake.elapsed == .seconds(7))
    }

    /// While a response is made, the time stands still: nobody's deadline passes.
    @Test func slowAnswer() async throws {
        let fake = FakeTransport()
            .on(LimitsFile.Operations.addBook, .status(204))
            .on(LimitsFile.Operations.markBook) { _ in
                for _ in 0..<1_000 { await Task.yield() }
                return .status(204)
            }
        let books = books(fake)
        for _ in 0..<4 { try await books.addBook() }
        async let waiting: Void = books.addBook()
        try await books.markBook(options: CallOptions(timeout: .seconds(1)))
        try await waiting
        #expect(fake.elapsed == .seconds(60))
    }

    /// A refusal shuts the bucket for the time that it tells.
    @Test func refusals() async throws {
        let fake = FakeTransport().on(
            LimitsFile.Operations.addBook, .status(429, fields: [.retryAfter: "30"]), .status(204))
        try await books(fake).addBook()
        #expect(fake.calls.map(\.time) == [.zero, .seconds(30)])
    }

    /// A download that nobody reads does not hold up the time; a streamed body is there for the test.
    @Test func openDownload() async throws {
        let fake = FakeTransport()
            .on(Bodies.Operations.sendBytes, .status(200, "image"))
            .on(LimitsFile.Operations.addBook, .status(204))
        let download = try await Bodies(transport: fake, options: fake.options).bodies.sendBytes(
            body: .stream {
                AsyncStream<[UInt8]> { continuation in
                    for byte in UInt8(1)...3 { continuation.yield([byte]) }
                    continuation.finish()
                }
            })
        for _ in 0..<5 { try await books(fake).addBook() }
        #expect(fake.elapsed == .seconds(60))
        #expect(fake.calls(of: Bodies.Operations.sendBytes).map(\.bytes) == [[1, 2, 3]])
        #expect(try await download.bytes() == Array("image".utf8))
    }
}
