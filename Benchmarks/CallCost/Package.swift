// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .treatAllWarnings(as: .error),
]

// A package of its own: the other benchmarks need no HTTP client.
let package = Package(
    name: "call-cost",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "paceline", path: "../..", traits: ["AsyncHTTPClient"]),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        .executableTarget(
            name: "Bodies",
            dependencies: [
                .product(name: "PacelineAsyncHTTPClient", package: "paceline"),
                .product(name: "PacelineLimiter", package: "paceline"),
                .product(name: "PacelineRuntime", package: "paceline"),
                .product(name: "PacelineURLSession", package: "paceline"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "CallCost",
            dependencies: [
                .product(name: "ContactCenterAI", package: "paceline"),
                .product(name: "PacelineAsyncHTTPClient", package: "paceline"),
                .product(name: "PacelineLimiter", package: "paceline"),
                .product(name: "PacelineRuntime", package: "paceline"),
                .product(name: "PacelineURLSession", package: "paceline"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
