package import PacelineDiagnostics

extension YAMLTree {
    /// Reads a YAML 1.2 or JSON document. Returns nil where the bytes are no YAML, after saying where and why.
    package static func read(_ source: Source, diagnostics: inout DiagnosticSink) -> YAMLTree? {
        diagnostics.register(source)
        return source.bytes.withUnsafeBufferPointer { bytes in
            let start = SourceLocation(path: source.path, line: 1, column: 1)
            if isUTF16(bytes) {
                diagnostics.error(.encoding, "the document is UTF-16", at: start, hint: "save it as UTF-8")
                return nil
            }
            guard bytes.count < Int(Int32.max) else {
                diagnostics.error(.tooLarge, "the document is larger than 2 GB", at: start)
                return nil
            }
            let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            let content = UnsafeBufferPointer(rebasing: bytes[(hasMark ? 3 : 0)...])
            guard let repair = TextRepair.repaired(content) else {
                return build(from: content, of: source.path, isRepaired: false, &diagnostics)
            }
            if let offset = repair.firstControl {
                diagnostics.untidy(
                    .controlCharacter,
                    "a control character stands here, which neither YAML nor JSON allows; it is kept",
                    at: place(ofByte: offset, in: content, of: source.path),
                    hint: "remove it, or write it as an escape in double quotes")
            }
            return repair.bytes.withUnsafeBufferPointer {
                build(from: $0, of: source.path, isRepaired: true, &diagnostics)
            }
        }
    }

    /// Builds the tree, and once more where libyaml stopped at something that can be mended.
    private static func build(
        from bytes: UnsafeBufferPointer<UInt8>, of path: String, isRepaired: Bool, _ diagnostics: inout DiagnosticSink
    ) -> YAMLTree? {
        var builder = TreeBuilder(path: path, byteCount: bytes.count, isRepaired: isRepaired)
        let tree = builder.build(from: bytes)
        var mended: [UInt8]?
        if let problem = builder.problem, problem.isAboutTab {
            mended = TextRepair.withoutTabs(bytes)
        } else if let problem = builder.problem, problem.isAboutEncoding {
            diagnostics.untidy(
                .encoding, "this is not UTF-8; U+FFFD is read in its place",
                at: place(ofByte: problem.byteOffset ?? 0, in: bytes, of: path), hint: "save the document as UTF-8")
            mended = Array(String(decoding: bytes, as: UTF8.self).utf8)
        }
        if let mended {
            return mended.withUnsafeBufferPointer { build(from: $0, of: path, isRepaired: isRepaired, &diagnostics) }
        }
        for diagnostic in builder.diagnostics { diagnostics.add(diagnostic) }
        return tree
    }

    /// By its mark, or by the zero byte that one of its first two characters has in it.
    private static func isUTF16(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
            || bytes.count > 1 && (bytes[0] == 0) != (bytes[1] == 0)
    }

    private static func place(
        ofByte offset: Int, in bytes: UnsafeBufferPointer<UInt8>, of path: String
    ) -> SourceLocation {
        let mark = SyntaxProblem.mark(ofByte: offset, in: bytes)
        return SourceLocation(path: path, line: Int(mark.line), column: Int(mark.column))
    }
}
