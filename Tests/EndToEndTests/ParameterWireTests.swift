import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import Testing

/// Parameters as a server on loopback receives them, byte by byte: every place × style × explode × type of value.
///
/// The values and the texts are those of the table "Style Examples" of the OpenAPI Specification (3.1.1, section
/// 4.8.12.4), where it has some. Columns: a text, a number, a boolean, a list, members, an empty text, a list without
/// elements, no value. `-` is not sent, `!` is refused before it is sent, and `~` is sent empty or not at all:
/// Foundation leaves out header fields without a value on some platforms.
@Suite(.timeLimit(.minutes(3))) struct ParameterWireTests {
    /// Values of the columns of the table.
    enum Value: CaseIterable, JSONValue {
        case text, number, boolean, list, members, emptyText, emptyList, absent

        init(reading reader: JSONReader) { self = .absent }

        func write(to writer: JSONWriter) {
            switch self {
            case .text: writer.value("blue")
            case .number: writer.value(7)
            case .boolean: writer.value(true)
            case .list: writer.value(["blue", "black", "brown"])
            case .members:
                writer.int("R", 100)
                writer.int("G", 200)
                writer.int("B", 150)
            case .emptyText, .absent: writer.value("")
            case .emptyList: writer.value([String]())
            }
        }
    }

    private static let table = """
        path simple false: .../blue/ .../7/ .../true/ .../blue,black,brown/ .../R,100,G,200,B,150/ ! !
        path simple true: .../blue/ .../7/ .../true/ .../blue,black,brown/ .../R=100,G=200,B=150/ ! !
        path label false: .../.blue/ .../.7/ .../.true/ .../.blue,black,brown/ .../.R,100,G,200,B,150/ ! !
        path label true: .../.blue/ .../.7/ .../.true/ .../.blue.black.brown/ .../.R=100.G=200.B=150/ ! !
        path matrix false: .../;color=blue/ .../;color=7/ .../;color=true/ .../;color=blue,black,brown/ \
        .../;color=R,100,G,200,B,150/ .../;color/ !
        path matrix true: .../;color=blue/ .../;color=7/ .../;color=true/ \
        .../;color=blue;color=black;color=brown/ .../;R=100;G=200;B=150/ .../;color/ !
        path json false: .../%22blue%22/ .../7/ .../true/ .../%5B%22blue%22%2C%22black%22%2C%22brown%22%5D/ \
        .../%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D/ .../%22%22/ .../%5B%5D/
        query form false: color=blue color=7 color=true color=blue,black,brown color=R,100,G,200,B,150 color= - -
        query form true: color=blue color=7 color=true color=blue&color=black&color=brown R=100&G=200&B=150 color= - -
        query spaceDelimited false: color=blue color=7 color=true color=blue%20black%20brown \
        color=R%20100%20G%20200%20B%20150 color= - -
        query spaceDelimited true: color=blue color=7 color=true color=blue&color=black&color=brown \
        R=100&G=200&B=150 color= - -
        query pipeDelimited false: color=blue color=7 color=true color=blue%7Cblack%7Cbrown \
        color=R%7C100%7CG%7C200%7CB%7C150 color= - -
        query pipeDelimited true: color=blue color=7 color=true color=blue&color=black&color=brown \
        R=100&G=200&B=150 color= - -
        query deepObject true: color=blue color=7 color=true color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown \
        color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150 color= - -
        query json false: color=%22blue%22 color=7 color=true color=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D \
        color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D color=%22%22 color=%5B%5D -
        header simple false: blue 7 true blue,black,brown R,100,G,200,B,150 ~ - -
        header simple true: blue 7 true blue,black,brown R=100,G=200,B=150 ~ - -
        header json false: "blue" 7 true ["blue","black","brown"] {"R":100,"G":200,"B":150} "\\"\\"" [] -
        cookie form false: color=blue color=7 color=true color=blue,black,brown color=R,100,G,200,B,150 color= - -
        cookie form true: color=blue color=7 color=true color=blue;color=black;color=brown R=100;G=200;B=150 color= - -
        """

    private static let styles: [String: ParameterStyle] = [
        "simple": .simple, "label": .label, "matrix": .matrix, "form": .form, "spaceDelimited": .spaceDelimited,
        "pipeDelimited": .pipeDelimited, "deepObject": .deepObject, "json": .json,
    ]

    /// A line of the table.
    struct Row: CustomTestStringConvertible, Sendable {
        var place: String
        var style: ParameterStyle
        var explode: Bool
        var cells: [String]
        var testDescription: String

        init?(_ line: Substring) {
            let halves = line.split(separator: ":", maxSplits: 1)
            let words = halves[0].split(separator: " ").map(String.init)
            guard words.count == 3, let style = styles[words[1]] else { return nil }
            place = words[0]
            self.style = style
            explode = words[2] == "true"
            cells = halves[1].split(separator: " ").map(String.init)
            testDescription = String(halves[0])
        }

        /// Puts the value where the row says.
        func fill(_ request: inout RequestBuilder, _ value: Value?) {
            switch place {
            case "path":
                if let value { request.path("color", value, style, explode: explode) }
            case "query": request.query("color", value, style, explode: explode)
            case "header": request.header("X-Color", value, style, explode: explode)
            default: request.cookie("color", value, style, explode: explode)
            }
        }

        /// What a server received in the row's place, as the table writes it.
        func seen(_ received: SocketServer.Received) -> String {
            let target = received.head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            switch place {
            case "path": return target.hasPrefix("/base/") ? "..." + target.dropFirst("/base".count) : target
            case "query": return target.split(separator: "?").dropFirst().first.map(String.init) ?? "-"
            case "header":
                guard let value = received.values("X-Color").first else { return "-" }
                return value.isEmpty ? "\"\"" : value == "\"\"" ? #""\"\"""# : value
            default:
                return received.values("Cookie").first?.split(separator: "; ").joined(separator: ";") ?? "-"
            }
        }
    }

    private static let rows = table.split(separator: "\n").compactMap(Row.init)

    @Test func theTableIsWhole() {
        #expect(Self.rows.count == 20)
        // A path parameter cannot be absent.
        #expect(Self.rows.allSatisfy { $0.cells.count == ($0.place == "path" ? 7 : 8) })
    }

    @Test(arguments: TransportKind.allCases, rows)
    func asAServerReceivesIt(kind: TransportKind, row: Row) async throws {
        let server = SocketServer(answering: { _ in "HTTP/1.1 204 No Content\r\n\r\n" })
        defer { server.stop() }
        let path = row.place == "path" ? "/base/{color}/" : "/base"
        let operation = OperationDescriptor(id: "send", method: .get, path: path)
        let core = ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Wire", policies: []),
            server: "http://127.0.0.1:\(server.port)", credentials: CredentialSet(), transport: kind.make(),
            options: ClientOptions(limiter: RateLimiter()))
        for (value, expected) in zip(Value.allCases, row.cells) {
            var request = RequestBuilder(operation, .default)
            row.fill(&request, value == .absent ? nil : value)
            if expected == "!" {
                let error = await #expect(throws: CallError.self) { try await core.send(request) }
                #expect(error?.code == .invalidRequest, "\(value)")
            } else {
                try await core.send(request)
                let received = try #require(server.requests.last)
                let seen = row.seen(received)
                #expect(seen == expected || (expected == "~" && ["-", "\"\""].contains(seen)), "\(value): \(seen)")
            }
        }
        #expect(server.requests.count == row.cells.count { $0 != "!" })
    }
}
