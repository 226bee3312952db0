// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "shared-quota",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Yours names the repository: .package(url: "https://…/paceline", from: "0.2.0", traits: ["Redis"])
        .package(name: "paceline", path: "../..", traits: ["Redis"])
    ],
    targets: [
        .executableTarget(
            name: "Caller",
            dependencies: [
                .product(name: "ContactCenterAI", package: "paceline"),
                .product(name: "PacelineLimiter", package: "paceline"),
                .product(name: "PacelineRedis", package: "paceline"),
                .product(name: "PacelineRuntime", package: "paceline"),
                .product(name: "PacelineURLSession", package: "paceline"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
