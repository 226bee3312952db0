// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let limiter: Target.Dependency = .product(name: "PacelineLimiter", package: "paceline")
let runtime: Target.Dependency = .product(name: "PacelineRuntime", package: "paceline")

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "paceline", path: "..")],
    targets: [
        .executableTarget(name: "LimiterSimulation", dependencies: [limiter], swiftSettings: settings),
        .executableTarget(name: "LimiterSpeed", dependencies: [limiter], swiftSettings: settings),
        .target(name: "JSONModels", dependencies: [runtime], swiftSettings: settings),
        .executableTarget(name: "JSONSpeed", dependencies: ["JSONModels", runtime], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
