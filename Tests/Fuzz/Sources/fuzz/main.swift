import PacelineDiagnostics
import PacelineGenerator
import PacelineYAML

/// Takes bytes, and must come back whatever they are.
typealias FuzzTarget = @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32

/// libFuzzer's entry for programs with a `main` of their own.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>, _ target: FuzzTarget
) -> Int32

private func source(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Source {
    Source(path: "fuzz.yaml", bytes: Array(UnsafeBufferPointer(start: bytes, count: count)))
}

/// A failure has a place; a place is a line of the source.
private func check(_ diagnostics: DiagnosticSink, mustFail: Bool) {
    precondition(!mustFail || diagnostics.hasErrors, "a failure without an error")
    precondition(diagnostics.diagnostics.allSatisfy { $0.location != nil }, "an error without a place")
    _ = diagnostics.rendered()
}

let yaml: FuzzTarget = { bytes, count in
    var diagnostics = DiagnosticSink()
    let tree = YAMLTree.read(source(bytes, count), diagnostics: &diagnostics)
    check(diagnostics, mustFail: tree == nil)
    return 0
}

let pipeline: FuzzTarget = { bytes, count in
    var diagnostics = DiagnosticSink()
    let files = Pipeline.generate(Pipeline.Input(document: source(bytes, count)), diagnostics: &diagnostics)
    check(diagnostics, mustFail: files == nil)
    return 0
}

// The first argument is ours, the others are libFuzzer's.
guard CommandLine.argc > 1, ["yaml", "pipeline"].contains(CommandLine.arguments[1]) else {
    fatalError("name what to fuzz: yaml or pipeline")
}
var count = CommandLine.argc - 1
var arguments = CommandLine.unsafeArgv + 1
withUnsafeMutablePointer(to: &arguments) { pointer in
    _ = pointer.withMemoryRebound(
        to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.self, capacity: 1
    ) { runFuzzer(&count, $0, CommandLine.arguments[1] == "yaml" ? yaml : pipeline) }
}
