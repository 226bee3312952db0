// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let asyncHTTPClient: [Target.Dependency] = [
    ("AsyncHTTPClient", "async-http-client"), ("NIOCore", "swift-nio"), ("NIOHTTP1", "swift-nio"),
    ("NIOPosix", "swift-nio"), ("NIOSSL", "swift-nio-ssl"), ("NIOHTTPCompression", "swift-nio-extras"),
].map { .product(name: $0.0, package: $0.1, condition: .when(traits: ["AsyncHTTPClient"])) }
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(
    name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["MockServer"]))
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mockLogging: Target.Dependency = .product(
    name: "Logging", package: "swift-log", condition: .when(traits: ["MockServer"]))
let mockHTTP: [Target.Dependency] = [
    ("HTTPTypes", "swift-http-types"), ("NIOCore", "swift-nio"), ("NIOHTTPTypes", "swift-nio-extras"),
].map { .product(name: $0.0, package: $0.1, condition: .when(traits: ["MockServer"])) }

let package = Package(
    name: "paceline",
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: [
        .library(name: "PacelineLimiter", targets: ["PacelineLimiter"]),
        .library(name: "PacelineRuntime", targets: ["PacelineRuntime"]),
        .library(name: "PacelineURLSession", targets: ["PacelineURLSession"]),
        .library(name: "PacelineAsyncHTTPClient", targets: ["PacelineAsyncHTTPClient"]),
        .library(name: "PacelineTesting", targets: ["PacelineTesting"]),
        .library(name: "PacelineMock", targets: ["PacelineMock"]),
        .library(name: "ContactCenterAI", targets: ["ContactCenterAI"]),
        .executable(name: "paceline", targets: ["paceline"]),
        .executable(name: "paceline-mock", targets: ["paceline-mock"]),
        .plugin(name: "PacelinePlugin", targets: ["PacelinePlugin"]),
        .plugin(name: "PacelineCommandPlugin", targets: ["PacelineCommandPlugin"]),
    ],
    traits: [
        .trait(name: "AsyncHTTPClient", description: "The transport over AsyncHTTPClient, for servers."),
        .trait(name: "MockServer", description: "The mock server that enforces the declared limits (Hummingbird)."),
        .default(enabledTraits: []),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
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
        .target(name: "PacelineDiagnostics", swiftSettings: settings),
        .target(name: "PacelineYAML", dependencies: ["CYAML", "PacelineDiagnostics"], swiftSettings: settings),
        .target(
            name: "PacelineDocument", dependencies: ["PacelineYAML", "PacelinePolicy", "PacelineDiagnostics"],
            swiftSettings: settings),
        .target(name: "PacelineModel", dependencies: ["PacelinePolicy"], swiftSettings: settings),
        .target(
            name: "PacelineLowering",
            dependencies: [
                "PacelineYAML", "PacelineDocument", "PacelineModel", "PacelinePolicy", "PacelineURLs",
                "PacelineDiagnostics",
            ], swiftSettings: settings),
        .target(name: "PacelineTemplating", dependencies: ["PacelineDiagnostics"], swiftSettings: settings),
        .target(
            name: "PacelineSwiftViews",
            dependencies: ["PacelineModel", "PacelinePolicy", "PacelineTemplating", "PacelineDiagnostics"],
            swiftSettings: settings),
        .target(
            name: "PacelineTemplates", dependencies: ["PacelineDiagnostics"], path: "Templates",
            resources: [.embedInCode("Files"), .embedInCode("Partials")], swiftSettings: settings),
        .target(
            name: "PacelineGenerator",
            dependencies: [
                "PacelineYAML", "PacelineDocument", "PacelineModel", "PacelinePolicy", "PacelineLowering",
                "PacelineSwiftViews", "PacelineTemplating", "PacelineTemplates", "PacelineDiagnostics",
            ], swiftSettings: settings),
        .executableTarget(
            name: "paceline",
            dependencies: [
                "PacelineGenerator", "PacelineSwiftViews", "PacelinePolicy", "PacelineDiagnostics", argumentParser,
            ],
            swiftSettings: settings),
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

        // Generated code → Runtime → Limiter, and a transport
        .target(name: "PacelinePolicy", swiftSettings: settings),
        .target(name: "PacelineLimiter", swiftSettings: settings),
        .target(name: "PacelineURLs", swiftSettings: settings),
        .target(
            name: "PacelineRuntime",
            dependencies: [
                "PacelinePolicy", "PacelineLimiter", "PacelineURLs", httpTypes, logging,
                .product(name: "RawStructuredFieldValues", package: "swift-http-structured-headers"),
            ], swiftSettings: settings),
        .target(
            name: "PacelineURLSession", dependencies: ["PacelineRuntime", httpTypes], swiftSettings: settings),
        .target(
            name: "PacelineAsyncHTTPClient",
            dependencies: ["PacelineRuntime", httpTypes] + asyncHTTPClient,
            swiftSettings: settings),
        .target(
            name: "PacelineTesting", dependencies: ["PacelineRuntime", "PacelineLimiter", httpTypes],
            swiftSettings: settings),
        .target(
            name: "ContactCenterAI", dependencies: ["PacelineRuntime"], path: "Generated/ContactCenterAI",
            swiftSettings: settings),

        // The server side, which shares Document and Model with the generator and nothing with the limiter
        .target(
            name: "PacelineMock",
            dependencies: [
                "PacelineLowering", "PacelineModel", "PacelinePolicy", "PacelineDocument", "PacelineYAML",
                "PacelineDiagnostics", hummingbird, mockLogging,
            ] + mockHTTP,
            swiftSettings: settings),
        .executableTarget(
            name: "paceline-mock", dependencies: ["PacelineMock", "PacelineDiagnostics", argumentParser],
            swiftSettings: settings),

        .executableTarget(
            name: "PacedLoad",
            dependencies: [
                "ContactCenterAI", "PacelineURLSession", "PacelineAsyncHTTPClient", "PacelineRuntime",
                "PacelineLimiter", argumentParser,
            ],
            path: "Examples/PacedLoad", swiftSettings: settings),

        .testTarget(name: "PacelineDiagnosticsTests", dependencies: ["PacelineDiagnostics"], swiftSettings: settings),
        .testTarget(
            name: "PacelineYAMLTests", dependencies: ["PacelineYAML", "PacelineDiagnostics"], swiftSettings: settings),
        .testTarget(
            name: "PacelineDocumentTests",
            dependencies: ["PacelineDocument", "PacelineYAML", "PacelinePolicy", "PacelineDiagnostics"],
            swiftSettings: settings),
        .testTarget(
            name: "PacelineLoweringTests",
            dependencies: [
                "PacelineLowering", "PacelineModel", "PacelinePolicy", "PacelineSwiftViews", "PacelineDiagnostics",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PacelineTemplatingTests", dependencies: ["PacelineTemplating", "PacelineDiagnostics"],
            swiftSettings: settings),
        .testTarget(
            name: "PacelineGeneratorTests",
            dependencies: [
                "PacelineGenerator", "PacelineLowering", "PacelineSwiftViews", "PacelineTemplates", "PacelineModel",
                "PacelinePolicy", "PacelineDocument", "PacelineYAML", "PacelineDiagnostics", "ContactCenterAI",
                "PacelineRuntime", "PacelineTemplating", "paceline",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PacelineLimiterTests", dependencies: ["PacelineLimiter", "PacelineTesting"], swiftSettings: settings),
        .testTarget(
            name: "PacelineRuntimeTests",
            dependencies: [
                "PacelineRuntime", "PacelineLimiter", "PacelineURLs", "PacelineTesting", httpTypes, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PacelineMockTests",
            dependencies: [
                "PacelineMock", "paceline-mock", "PacelineLowering", "PacelineModel", "PacelinePolicy",
                "PacelineDocument", "PacelineDiagnostics",
                .product(name: "NIOEmbedded", package: "swift-nio", condition: .when(traits: ["MockServer"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["MockServer"])),
            ] + mockHTTP,
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "ContactCenterAI", "Goldens", "PacelineURLSession", "PacelineAsyncHTTPClient", "PacelineRuntime",
                "PacelineLimiter", "PacelineMock", httpTypes, hummingbird, mockLogging,
            ] + asyncHTTPClient,
            swiftSettings: settings),
        .target(name: "Goldens", dependencies: ["PacelineRuntime"], path: "Tests/Goldens", swiftSettings: settings),
        .testTarget(
            name: "GoldenTests",
            dependencies: ["Goldens", "PacelineRuntime", "PacelineLimiter", "PacelineTesting", httpTypes],
            swiftSettings: settings),
        .testTarget(
            name: "CorpusTests",
            dependencies: [
                "PacelineLowering", "PacelineSwiftViews", "PacelineDocument", "PacelineModel", "PacelineYAML",
                "PacelineDiagnostics",
            ], swiftSettings: settings),
        .testTarget(
            name: "RobustnessTests", dependencies: ["PacelineGenerator", "PacelineYAML", "PacelineDiagnostics"],
            swiftSettings: settings),
        .testTarget(
            name: "ArchitectureTests", dependencies: ["PacelineLowering", "PacelineModel", "PacelineDiagnostics"],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

// Documentation is built on demand, so that nobody else resolves its plugin: scripts/docs sets the variable.
if Context.environment["PACELINE_DOCS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
