// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// What targets depend on besides each other. Heavy packages stand behind traits, so that nobody resolves them unasked.
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let structuredFields: Target.Dependency = .product(
    name: "RawStructuredFieldValues", package: "swift-http-structured-headers")
let asyncHTTPClient = products(
    [
        ("AsyncHTTPClient", "async-http-client"), ("NIOCore", "swift-nio"), ("NIOHTTP1", "swift-nio"),
        ("NIOPosix", "swift-nio"), ("NIOSSL", "swift-nio-ssl"), ("NIOHTTPCompression", "swift-nio-extras"),
        ("Tracing", "swift-distributed-tracing"),
    ], trait: "AsyncHTTPClient")
let redis = products(
    [("NIOCore", "swift-nio"), ("NIOPosix", "swift-nio"), ("NIOSSL", "swift-nio-ssl")], trait: "Redis")
let mockServer = products(
    [
        ("Hummingbird", "hummingbird"), ("Logging", "swift-log"), ("HTTPTypes", "swift-http-types"),
        ("NIOCore", "swift-nio"), ("NIOHTTPTypes", "swift-nio-extras"),
    ], trait: "MockServer")

/// Products that are there only with a trait.
func products(_ products: [(name: String, package: String)], trait: String) -> [Target.Dependency] {
    products.map { .product(name: $0.name, package: $0.package, condition: .when(traits: [trait])) }
}

/// A module of one of the wings: `Generator`, `Client` or `Mock`.
func module(_ wing: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(wing)/\(name)", swiftSettings: settings)
}

/// An executable for people.
func command(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Sources/Commands/\(name)", swiftSettings: settings)
}

/// The tests of some modules.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "paceline",
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: [
        .library(name: "PacelineLimiter", targets: ["PacelineLimiter"]),
        .library(name: "PacelineRuntime", targets: ["PacelineRuntime"]),
        .library(name: "PacelineURLSession", targets: ["PacelineURLSession"]),
        .library(name: "PacelineAsyncHTTPClient", targets: ["PacelineAsyncHTTPClient"]),
        .library(name: "PacelineSQLite", targets: ["PacelineSQLite"]),
        .library(name: "PacelineRedis", targets: ["PacelineRedis"]),
        .library(name: "PacelineTesting", targets: ["PacelineTesting"]),
        .library(name: "PacelineMockTransport", targets: ["PacelineMockTransport"]),
        .library(name: "PacelineMockServer", targets: ["PacelineMockServer"]),
        .library(name: "ContactCenterAI", targets: ["ContactCenterAI"]),
        .executable(name: "paceline", targets: ["paceline"]),
        .executable(name: "paceline-mock", targets: ["paceline-mock"]),
        .executable(name: "paceline-quota", targets: ["paceline-quota"]),
        .plugin(name: "PacelinePlugin", targets: ["PacelinePlugin"]),
        .plugin(name: "PacelineCommandPlugin", targets: ["PacelineCommandPlugin"]),
    ],
    traits: [
        .trait(name: "AsyncHTTPClient", description: "The transport over AsyncHTTPClient, for servers."),
        .trait(name: "Redis", description: "What processes and hosts need to share quotas through Redis or Valkey."),
        .trait(name: "MockServer", description: "The mock server that enforces the declared limits (Hummingbird)."),
        .trait(name: "SQLite", description: "Quotas that the processes of one machine share, in an SQLite file."),
        .default(enabledTraits: []),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-structured-headers", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        // Source → Document → Model → Views → Text → Files
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        module("Generator", "PacelineDiagnostics"),
        module("Generator", "PacelineYAML", ["CYAML", "PacelineDiagnostics"]),
        module("Generator", "PacelineDocument", ["PacelineYAML", "PacelinePolicy", "PacelineDiagnostics"]),
        module("Generator", "PacelineModel", ["PacelinePolicy"]),
        module(
            "Generator", "PacelineLowering",
            [
                "PacelineYAML", "PacelineDocument", "PacelineModel", "PacelinePolicy", "PacelineURLs",
                "PacelineDiagnostics",
            ]),
        module("Generator", "PacelineTemplating", ["PacelineDiagnostics"]),
        module(
            "Generator", "PacelineSwiftViews",
            ["PacelineModel", "PacelinePolicy", "PacelineTemplating", "PacelineDiagnostics"]),
        .target(
            name: "PacelineTemplates", dependencies: ["PacelineDiagnostics"], path: "Templates",
            resources: [.embedInCode("Files"), .embedInCode("Partials")], swiftSettings: settings),
        module(
            "Generator", "PacelineGenerator",
            [
                "PacelineYAML", "PacelineDocument", "PacelineModel", "PacelinePolicy", "PacelineLowering",
                "PacelineSwiftViews", "PacelineTemplating", "PacelineTemplates", "PacelineDiagnostics",
            ]),

        // Generated code → Runtime → Limiter, and a transport
        module("Client", "PacelinePolicy"),
        module("Client", "PacelineJSON"),
        module("Client", "PacelineLimiter"),
        module("Client", "PacelineLedger", ["PacelineLimiter"]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        module(
            "Client", "PacelineSQLite",
            [
                .target(name: "CSQLite", condition: .when(traits: ["SQLite"])), "PacelineLedger", "PacelineLimiter",
            ]),
        module("Client", "PacelineURLs"),
        module(
            "Client", "PacelineRuntime",
            [
                "PacelinePolicy", "PacelineJSON", "PacelineLimiter", "PacelineURLs", httpTypes, logging,
                structuredFields,
            ]),
        module("Client", "PacelineURLSession", ["PacelineRuntime", httpTypes]),
        module("Client", "PacelineAsyncHTTPClient", ["PacelineRuntime", httpTypes] + asyncHTTPClient),
        .target(
            name: "PacelineRedis", dependencies: ["PacelineLedger", "PacelineLimiter"] + redis,
            path: "Sources/Client/PacelineRedis",
            resources: [.embedInCode("Ledger/exchange.lua"), .embedInCode("Archive/read.lua")],
            swiftSettings: settings),
        module("Client", "PacelineTesting", ["PacelineRuntime", "PacelineLimiter", httpTypes]),
        .target(
            name: "ContactCenterAI", dependencies: ["PacelineRuntime"], path: "Generated/ContactCenterAI",
            swiftSettings: settings),

        // The server side, which shares Document and Model with the generator and nothing with the limiter
        module(
            "Mock", "PacelineMock",
            [
                "PacelineLowering", "PacelineModel", "PacelinePolicy", "PacelineDocument", "PacelineYAML",
                "PacelineDiagnostics",
            ]),
        module(
            "Mock", "PacelineMockTransport",
            ["PacelineMock", "PacelineRuntime", "PacelineLimiter", "PacelineTesting", httpTypes]),
        module("Mock", "PacelineMockServer", ["PacelineMock"] + mockServer),

        command(
            "paceline",
            ["PacelineGenerator", "PacelineSwiftViews", "PacelinePolicy", "PacelineDiagnostics", argumentParser]),
        command("paceline-mock", ["PacelineMockServer", "PacelinePolicy", "PacelineDiagnostics", argumentParser]),
        command(
            "paceline-quota",
            [
                "PacelineLedger", "PacelineSQLite", "PacelineRedis", "PacelinePolicy", "PacelineDiagnostics",
                argumentParser,
            ]),
        .plugin(
            name: "PacelinePlugin", capability: .buildTool(), dependencies: ["paceline"],
            path: "Sources/Plugins/PacelinePlugin"),
        .plugin(
            name: "PacelineCommandPlugin",
            capability: .command(
                intent: .custom(
                    verb: "generate-clients",
                    description: "Generates the clients whose configuration names an output; with --check, compares."),
                permissions: [.writeToPackageDirectory(reason: "The generated files are written there.")]),
            dependencies: ["paceline"], path: "Sources/Plugins/PacelineCommandPlugin"),
        .executableTarget(
            name: "PacedLoad",
            dependencies: [
                "ContactCenterAI", "PacelineURLSession", "PacelineAsyncHTTPClient", "PacelineRuntime",
                "PacelineLimiter", argumentParser, httpTypes,
            ],
            path: "Examples/PacedLoad", swiftSettings: settings),
        // A process that shares a quota with others, for `scripts/chaos`.
        .executableTarget(
            name: "ChaosWorker", dependencies: ["PacelineLimiter", "PacelineRedis", "PacelineSQLite"],
            path: "Tests/Chaos/Worker", swiftSettings: settings),

        .executableTarget(
            name: "LimitsBeside",
            dependencies: ["PacelineRuntime", httpTypes]
                + products(
                    [("AsyncHTTPClient", "async-http-client"), ("NIOCore", "swift-nio"), ("NIOHTTP1", "swift-nio")],
                    trait: "AsyncHTTPClient"),
            path: "Examples/LimitsBeside",
            exclude: ["README.md", "parcels.paceline.yaml", "parcels.yaml", "server.py"], swiftSettings: settings),

        tests("PacelineDiagnosticsTests", ["PacelineDiagnostics"]),
        tests("PacelineYAMLTests", ["PacelineYAML", "PacelineDiagnostics"]),
        tests(
            "PacelineDocumentTests", ["PacelineDocument", "PacelineYAML", "PacelinePolicy", "PacelineDiagnostics"]),
        tests(
            "PacelineLoweringTests",
            ["PacelineLowering", "PacelineModel", "PacelinePolicy", "PacelineSwiftViews", "PacelineDiagnostics"]),
        tests("PacelineTemplatingTests", ["PacelineTemplating", "PacelineDiagnostics"]),
        tests(
            "PacelineGeneratorTests",
            [
                "PacelineGenerator", "PacelineLowering", "PacelineSwiftViews", "PacelineTemplates", "PacelineModel",
                "PacelinePolicy", "PacelineDocument", "PacelineYAML", "PacelineDiagnostics", "ContactCenterAI",
                "PacelineRuntime", "PacelineTemplating", "paceline",
            ]),
        tests("PacelineLimiterTests", ["PacelineLimiter", "PacelineTesting"]),
        tests("PacelineLedgerTests", ["PacelineLedger", "PacelineLimiter", "LedgerHistories"]),
        .target(
            name: "LedgerHistories", dependencies: ["PacelineLimiter"], path: "Tests/LedgerHistories",
            swiftSettings: settings),
        tests("PacelineSQLiteTests", ["PacelineSQLite", "PacelineLedger", "PacelineLimiter", "paceline-quota"]),
        tests("PacelineQuotaTests", ["paceline-quota", "PacelineLedger", "PacelineLimiter"]),
        tests("PacelineJSONTests", ["PacelineJSON"]),
        tests(
            "PacelineRuntimeTests",
            [
                "PacelineRuntime", "PacelineJSON", "PacelineLimiter", "PacelineURLs", "PacelineTesting",
                "PacelineLedger", httpTypes, logging,
            ]),
        tests(
            "PacelineRedisTests",
            ["PacelineRedis", "PacelineLedger", "PacelineLimiter", "LedgerHistories", "paceline-quota"] + redis),
        tests(
            "PacelineMockTests",
            [
                "PacelineMock", "PacelineMockServer", "PacelineMockTransport", "paceline-mock", "PacelineLowering",
                "PacelineModel", "PacelinePolicy", "PacelineDocument", "PacelineDiagnostics", "PacelineRuntime",
                "PacelineLimiter", "ContactCenterAI", httpTypes,
            ] + mockServer
                + products([("NIOEmbedded", "swift-nio"), ("NIOPosix", "swift-nio")], trait: "MockServer")),
        tests(
            "EndToEndTests",
            [
                "ContactCenterAI", "Goldens", "PacelineURLSession", "PacelineAsyncHTTPClient", "PacelineRuntime",
                "PacelineLimiter", "PacelineTesting", "PacelineMockServer", httpTypes,
            ] + asyncHTTPClient
                + products([("InMemoryTracing", "swift-distributed-tracing")], trait: "AsyncHTTPClient")
                + products([("Hummingbird", "hummingbird"), ("Logging", "swift-log")], trait: "MockServer")),
        tests(
            "LimitLanguageTests",
            [
                "Goldens", "PacelineMockTransport", "PacelineMock", "PacelineLowering", "PacelineModel",
                "PacelineDocument",
                "PacelinePolicy", "PacelineDiagnostics", "PacelineRuntime", "PacelineLimiter", httpTypes,
            ]),
        .target(name: "Goldens", dependencies: ["PacelineRuntime"], path: "Tests/Goldens", swiftSettings: settings),
        tests("GoldenTests", ["Goldens", "PacelineRuntime", "PacelineLimiter", "PacelineTesting", httpTypes]),
        tests(
            "CorpusTests",
            [
                "PacelineLowering", "PacelineSwiftViews", "PacelineDocument", "PacelineModel", "PacelineYAML",
                "PacelinePolicy", "PacelineGenerator", "PacelineDiagnostics",
            ]),
        tests(
            "RobustnessTests",
            [
                "PacelineGenerator", "PacelineYAML", "PacelineDiagnostics", "PacelineRuntime", "PacelineLimiter",
                httpTypes,
            ]),
        tests(
            "ArchitectureTests",
            ["PacelineLowering", "PacelineModel", "PacelinePolicy", "PacelineSwiftViews", "PacelineDiagnostics"]),
    ],
    swiftLanguageModes: [.v6]
)

// Documentation is built on demand, so that nobody else resolves its plugin: scripts/docs sets the variable.
if Context.environment["PACELINE_DOCS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
