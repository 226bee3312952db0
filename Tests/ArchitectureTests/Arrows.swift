/// A target of the package with what it may import.
struct Arrow: CustomStringConvertible {
    var module: String
    /// The folder of its sources.
    var folder: String
    /// The modules that it may import, the standard library and Synchronization aside.
    var imports: Set<String>

    init(_ module: String, _ folder: String? = nil, _ imports: Set<String> = []) {
        self.module = module
        self.folder = folder ?? "Sources/\(module)"
        self.imports = imports
    }

    var description: String { module }
}

extension Arrow {
    /// Foundation and the parts of it that stand alone on some systems.
    static let foundation: Set<String> = ["Foundation", "FoundationEssentials", "FoundationNetworking"]
    /// The C library, under its names on the systems that we know.
    static let systemLibrary: Set<String> = ["Glibc", "Musl", "Darwin"]
    /// What comes with the toolchain and needs no arrow.
    static let free: Set<String> = ["Swift", "Synchronization"]

    /// The table of the architecture: importer, folder, imported. Nothing else is allowed.
    static let all: [Arrow] = [
        // Source → Document → Model → Views → Text → Files
        // The C library for the reader of sources, which opens a file once and without following links.
        Arrow("PacelineDiagnostics", nil, systemLibrary),
        Arrow("PacelineYAML", nil, ["CYAML", "PacelineDiagnostics"]),
        Arrow("PacelineDocument", nil, ["PacelineYAML", "PacelinePolicy", "PacelineDiagnostics"]),
        Arrow("PacelineModel", nil, ["PacelinePolicy"]),
        // YAML for the values that a document holds as they are: enumerations, examples, defaults.
        // The C library for a thread with a deep stack.
        Arrow(
            "PacelineLowering", nil,
            systemLibrary.union([
                "PacelineDocument", "PacelineYAML", "PacelineModel", "PacelinePolicy", "PacelineURLs",
                "PacelineDiagnostics",
            ])),
        Arrow("PacelineTemplating", nil, ["PacelineDiagnostics"]),
        Arrow(
            "PacelineSwiftViews", nil,
            ["PacelineModel", "PacelinePolicy", "PacelineTemplating", "PacelineDiagnostics"]),
        Arrow("PacelineTemplates", "Templates", ["PacelineDiagnostics"]),
        // YAML for the configuration, Foundation for files, Dispatch for the threads that print large documents.
        Arrow(
            "PacelineGenerator", nil,
            foundation.union([
                "PacelineYAML", "PacelineDocument", "PacelineModel", "PacelinePolicy", "PacelineLowering",
                "PacelineSwiftViews",
                "PacelineTemplating", "PacelineTemplates", "PacelineDiagnostics", "Dispatch",
            ])),
        Arrow(
            "paceline", nil,
            foundation.union([
                "PacelineGenerator", "PacelineSwiftViews", "PacelinePolicy", "PacelineDiagnostics", "ArgumentParser",
            ])),
        Arrow("PacelinePlugin", "Sources/Plugins/PacelinePlugin", foundation.union(["PackagePlugin"])),
        Arrow("PacelineCommandPlugin", "Sources/Plugins/PacelineCommandPlugin", foundation.union(["PackagePlugin"])),

        // Generated code → Runtime → Limiter, and a transport
        // The vocabulary of limits, which documents, clients and servers share.
        Arrow("PacelinePolicy"),
        // The C library for the clock that the server's window runs on, too.
        Arrow("PacelineLimiter", nil, systemLibrary),
        // Generator and runtime read URLs of servers alike.
        Arrow("PacelineURLs"),
        Arrow(
            "PacelineRuntime", nil,
            foundation.union([
                "PacelinePolicy", "PacelineLimiter", "PacelineURLs", "HTTPTypes", "RawStructuredFieldValues", "Logging",
            ])),
        Arrow("PacelineURLSession", nil, foundation.union(["PacelineRuntime", "HTTPTypes"])),
        Arrow(
            "PacelineAsyncHTTPClient", nil,
            systemLibrary.union([
                "PacelineRuntime", "HTTPTypes", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL",
                "NIOHTTPCompression", "Dispatch",
            ])),
        Arrow("PacelineTesting", nil, ["PacelineRuntime", "PacelineLimiter", "HTTPTypes"]),
        Arrow("ContactCenterAI", "Generated/ContactCenterAI", foundation.union(["PacelineRuntime"])),
        Arrow(
            "PacedLoad", "Examples/PacedLoad",
            foundation.union([
                "ContactCenterAI", "PacelineURLSession", "PacelineAsyncHTTPClient", "PacelineRuntime",
                "PacelineLimiter", "ArgumentParser",
            ])),

        // The server side, which shares Document and Model with the generator and nothing with the limiter. Document and
        // YAML for the schemas, by which it judges requests and makes answers.
        Arrow(
            "PacelineMock", nil,
            foundation.union([
                "PacelineLowering", "PacelineModel", "PacelinePolicy", "PacelineDocument", "PacelineYAML",
                "PacelineDiagnostics", "Hummingbird", "HTTPTypes", "Logging", "NIOCore", "NIOHTTPTypes",
            ])),
        Arrow("paceline-mock", nil, foundation.union(["PacelineMock", "PacelineDiagnostics", "ArgumentParser"])),
    ]

    /// The products of other packages that stand behind a trait, with the trait.
    static let heavy: [String: [String]] = [
        "PacelineMock → Hummingbird": ["MockServer"], "PacelineMock → Logging": ["MockServer"],
        "PacelineMock → HTTPTypes": ["MockServer"], "PacelineMock → NIOCore": ["MockServer"],
        "PacelineMock → NIOHTTPTypes": ["MockServer"],
        "PacelineAsyncHTTPClient → AsyncHTTPClient": ["AsyncHTTPClient"],
        "PacelineAsyncHTTPClient → NIOCore": ["AsyncHTTPClient"],
        "PacelineAsyncHTTPClient → NIOHTTP1": ["AsyncHTTPClient"],
        "PacelineAsyncHTTPClient → NIOPosix": ["AsyncHTTPClient"],
        "PacelineAsyncHTTPClient → NIOSSL": ["AsyncHTTPClient"],
        "PacelineAsyncHTTPClient → NIOHTTPCompression": ["AsyncHTTPClient"],
    ]
}
