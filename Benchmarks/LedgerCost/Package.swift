// swift-tools-version: 6.2
import PackageDescription

// A package of its own, since it needs traits that the other benchmarks do not.
let package = Package(
    name: "ledger-cost",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "paceline", path: "../..", traits: ["Redis", "SQLite"])],
    targets: [
        .executableTarget(
            name: "LedgerCost",
            dependencies: [
                .product(name: "PacelineLimiter", package: "paceline"),
                .product(name: "PacelineRedis", package: "paceline"),
                .product(name: "PacelineSQLite", package: "paceline"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
