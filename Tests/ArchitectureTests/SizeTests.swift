import Testing

/// Files are small enough to be read at once.
struct SizeTests {
    @Test func sourcesAreAtMost300Lines() throws {
        let files = try Repository.files(under: "Sources")
        #expect(files.count >= 100)
        for file in files { #expect(file.lineCount <= 300, "\(file)") }
    }

    @Test func templatesAreAtMost80Lines() throws {
        let files = try Repository.files(under: "Templates", endings: ["mustache"])
        #expect(files.count >= 10)
        for file in files { #expect(file.lineCount <= 80, "\(file)") }
    }
}
