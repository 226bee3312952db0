// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that it uses the library as others do.
let package = Package(
    name: "chaos-worker", platforms: [.macOS(.v15)],
    dependencies: [.package(name: "paceline", path: "../../..", traits: ["Redis", "SQLite"])],
    targets: [
        .executableTarget(
            name: "ChaosWorker",
            dependencies: [
                .product(name: "PacelineLimiter", package: "paceline"),
                .product(name: "PacelineRedis", package: "paceline"),
                .product(name: "PacelineSQLite", package: "paceline"),
            ])
    ],
    swiftLanguageModes: [.v6])
