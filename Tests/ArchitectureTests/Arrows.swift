import Foundation

/// A target of the package with what it may import.
struct Arrow: CustomStringConvertible {
    var module: String
    /// The folder of its sources.
    var folder: String
    /// The modules that it may import, the standard library and Synchronization aside.
    var imports: Set<String>

    init(_ module: String, _ folder: String, _ imports: Set<String>) {
        self.module = module
        self.folder = folder
        self.imports = imports
    }

    var description: String { module }
}

extension Arrow {
    /// Foundation and the parts of it that stand alone on some systems.
    static let foundation: Set<String> = ["Foundation", "FoundationEssentials", "FoundationNetworking"]
    /// The C library, under its names on the systems that we know.
    static let systemLibrary: Set<String> = ["Glibc", "Musl", "Darwin"]
    /// What comes with the toolchain and needs no arrow.
    static let free: Set<String> = ["Swift", "Synchronization"]

    /// The table of `docs/architecture.md`: importer, folder, imported. Nothing else is allowed.
    static let all: [Arrow] = {
        let page = try? String(contentsOf: Repository.root.appending(path: "docs/architecture.md"), encoding: .utf8)
        let lines = page?.split(separator: "\n").drop { !$0.hasPrefix("| module | folder") }.dropFirst(2) ?? []
        return lines.prefix { $0.hasPrefix("|") }.map { line in
            let cells = line.split(separator: "|").map { cell in
                cell.split(separator: " ").map { $0.filter { $0 != "`" } }
            }
            let imports = cells[3].flatMap { word -> Set<String> in
                switch word {
                case "–": []
                case "C": systemLibrary
                case "Foundation": foundation
                default: [word]
                }
            }
            let (module, folder) = (cells[0][0], cells[1][0])
            return Arrow(module, folder == "Templates" ? folder : "\(folder)/\(module)", Set(imports))
        }
    }()

    /// The products of other packages that stand behind a trait, with the trait.
    static let heavy: [String: [String]] = [
        "PacelineMockServer → Hummingbird": ["MockServer"], "PacelineMockServer → Logging": ["MockServer"],
        "PacelineMockServer → HTTPTypes": ["MockServer"], "PacelineMockServer → NIOCore": ["MockServer"],
        "PacelineMockServer → NIOHTTPTypes": ["MockServer"],
        "PacelineSQLite → CSQLite": ["SQLite"],
        "PacelineAsyncHTTPClient → AsyncHTTPClient": ["AsyncHTTPClient"],
        "PacelineAsyncHTTPClient → NIOCore": ["AsyncHTTPClient"],
        "PacelineAsyncHTTPClient → NIOHTTP1": ["AsyncHTTPClient"],
        "PacelineAsyncHTTPClient → NIOPosix": ["AsyncHTTPClient"],
        "PacelineAsyncHTTPClient → NIOSSL": ["AsyncHTTPClient"],
        "PacelineAsyncHTTPClient → NIOHTTPCompression": ["AsyncHTTPClient"],
        "PacelineAsyncHTTPClient → Tracing": ["AsyncHTTPClient"],
        "LimitsBeside → AsyncHTTPClient": ["AsyncHTTPClient"], "LimitsBeside → NIOCore": ["AsyncHTTPClient"],
        "LimitsBeside → NIOHTTP1": ["AsyncHTTPClient"],
        "PacelineRedis → NIOCore": ["Redis"], "PacelineRedis → NIOPosix": ["Redis"],
        "PacelineRedis → NIOSSL": ["Redis"],
    ]
}
