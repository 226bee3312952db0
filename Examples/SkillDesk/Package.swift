// swift-tools-version: 6.2
import PackageDescription

// Both ways in which Swift can take an async function that says nothing of its actor; packages choose one.
var isolation: [SwiftSetting] = []
if Context.environment["NONISOLATED_NONSENDING"] != nil {
    isolation = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]
}

let package = Package(
    name: "skill-desk",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Yours names the repository: .package(url: "https://…/paceline", from: "0.2.0")
        .package(name: "paceline", path: "../..")
    ],
    targets: [
        .target(
            name: "SkillDesk",
            dependencies: [
                .product(name: "ContactCenterAI", package: "paceline"),
                .product(name: "PacelineRuntime", package: "paceline"),
            ],
            swiftSettings: isolation),
        .executableTarget(
            name: "Callers",
            dependencies: ["SkillDesk", .product(name: "PacelineTesting", package: "paceline")],
            swiftSettings: isolation),
        .testTarget(
            name: "SkillDeskTests",
            dependencies: [
                "SkillDesk",
                .product(name: "PacelineTesting", package: "paceline"),
                .product(name: "PacelineMockTransport", package: "paceline"),
            ],
            swiftSettings: isolation),
    ]
)
