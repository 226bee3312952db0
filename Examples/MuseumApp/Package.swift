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
                .product(name: "PacelineRuntime", package: "paceline"),
                .product(name: "PacelineURLSession", package: "paceline"),
            ],
            plugins: [.plugin(name: "PacelinePlugin", package: "paceline")])
    ]
)
