// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "museum-app",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Yours names the repository: .package(url: "https://…/paceline", from: "1.0.0")
        .package(name: "paceline", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "MuseumApp",
            dependencies: [
                .product(name: "PacelineLimiter", package: "paceline"),
                .product(name: "PacelineRuntime", package: "paceline"),
                .product(name: "PacelineURLSession", package: "paceline"),
            ],
            // As strict about imports as a package can be: a client and its limits need `import PacelineRuntime` alone,
            // what the limiter counts needs `import PacelineLimiter`.
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ],
            plugins: [.plugin(name: "PacelinePlugin", package: "paceline")])
    ]
)
