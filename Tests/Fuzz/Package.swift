// swift-tools-version: 6.2
import PackageDescription

// The generator's sources once more, built for libFuzzer, or for `scripts/mutate-documents` with nothing that it does
// not need. A package of its own, so that no user's build sees its flags; with the name of the other, so that `package`
// declarations can be reached.
let mutates = Context.environment["MUTATION_FOLDER"] != nil
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (mutates ? [] : [.unsafeFlags(["-sanitize=fuzzer"])])

let package = Package(
    name: "paceline",
    platforms: [.macOS(.v15)],
    targets: [
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .target(name: "PacelineDiagnostics", swiftSettings: settings),
        .target(name: "PacelineYAML", dependencies: ["CYAML", "PacelineDiagnostics"], swiftSettings: settings),
        .target(name: "PacelinePolicy", swiftSettings: settings),
        .target(
            name: "PacelineDocument", dependencies: ["PacelineYAML", "PacelinePolicy", "PacelineDiagnostics"],
            swiftSettings: settings),
        .target(name: "PacelineModel", dependencies: ["PacelinePolicy"], swiftSettings: settings),
        .target(name: "PacelineURLs", swiftSettings: settings),
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
        mutates
            ? .testTarget(
                name: "RobustnessTests", dependencies: ["PacelineGenerator", "PacelineYAML", "PacelineDiagnostics"],
                swiftSettings: settings)
            : .executableTarget(
                name: "fuzz", dependencies: ["PacelineGenerator", "PacelineYAML", "PacelineDiagnostics"],
                swiftSettings: settings, linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
