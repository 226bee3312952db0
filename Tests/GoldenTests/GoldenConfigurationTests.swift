import Foundation
import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

@testable import Goldens

/// What a configuration asks for, in compiled code: the cases `configured` and `limits-file`.
struct GoldenConfigurationTests {
    private static let article =
        #"{"item_sku":"A1","price":{"amount":3},"old_price":null,"weight":0.1234567890123456789,"status":"in_stock","#
        + #""grade":2,"color":"mauve","kind":"item","label":{"text":"New"}}"#

    @Test func typesOfTheUsersOwnAreReadAndWritten() throws {
        let article = try roundTrip(Self.article, as: Configured.Article.self)
        #expect(article.price == Money(amount: 3) && article.formerPrice == .null)
        #expect(article.weight == Decimal(string: "0.1234567890123456789"))
    }

    @Test func closedEnumerationsAreEnums() throws {
        let article = try roundTrip(Self.article, as: Configured.Article.self)
        switch article.status {
        case .inStock: break
        case .gone: Issue.record("another case was read")
        }
        #expect(article.grade == .value2 && Configured.ItemsListV2Sort.allCases == [.priceAsc, .priceDesc])
        #expect(article.color?.rawValue == "mauve", "where the document allows any text, it is kept")
        let made = Configured.Article(itemSKU: "A1", price: article.price, status: .inStock)
        #expect(made.kind == .item, "the only value need not be said")
    }

    @Test(arguments: [
        (#""in_stock""#, #""lost""#, "/status: expected one of the values of ShopItemStatus, found `lost`"),
        (#""grade":2"#, #""grade":3"#, "/grade: expected one of the values of ShopItemGrade, found `3`"),
        (#""grade":2"#, #""grade":"2""#, "/grade: expected an integer of 64 bits, found a string"),
    ])
    func otherValuesOfClosedEnumerationsAreErrors(_ part: String, _ other: String, _ message: String) throws {
        let text = Self.article.replacing(part, with: other)
        let error = #expect(throws: JSONError.self) { try read(text, as: Configured.Article.self) }
        #expect(error?.description == message)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Configured.ItemsListV2Sort].self, from: Data(#"["sideways"]"#.utf8))
        }
    }

    @Test func whatIsAskedForIsHashable() throws {
        let articles = try [Self.article, Self.article, Self.article.replacing("A1", with: "A2")]
            .map { try read($0, as: Configured.Article.self) }
        #expect(Set(articles).count == 2)
    }

    @Test func chosenNamesAreUsedAndTheFilterKeepsWhatIsLeft() {
        #expect(Configured.Operations.all.map(\.id) == ["items.list_v2", "getItem"])
        #expect(Configured.Operations.list.id == "items.list_v2")
        #expect(Configured.Limits.all.map(\.name) == ["calls"])
    }

    /// One value serves both operations, and what one of them returns serves the other.
    @Test func sharedEnumerationsAreOneType() async throws {
        let transport = RecordingTransport(
            time: ManualTimeSource().source, .status(200, #"{"order":"desc","kind":"text","size":"small"}"#),
            .status(204))
        let client = SharedEnumerations(transport: transport)
        let files = try await client.files.listFiles(order: .ascending, kind: [.image, .text])
        try await client.runs.listRuns(order: files.order, size: .large)
        #expect(files.order == .descending && files.kind == .text)
        #expect(
            transport.sent.map(\.request.path) == [
                "/files?order=asc&kind=image&kind=text", "/runs?order=desc&size=large",
            ])
    }

    @Test func datesAreReadAsTheConfigurationSays() {
        #expect(Configured.Limits.api.dates == .strict)
        #expect(LimitsFile.Limits.api.dates == .lenient)
    }

    @Test func limitsOfAFileAreThoseOfTheOperations() {
        #expect(LimitsFile.Operations.listBooks.limits.map(\.description) == ["10 requests per 1 s"])
        #expect(LimitsFile.Operations.addBook.limits.map(\.cost) == [5])
    }

    /// What a limits file says of repetitions: each call is refused once by a server in trouble.
    @Test func repetitionsOfAFile() async {
        let timeline = Timeline { request in request.number % 2 == 0 ? .status(503) : .status(204) }
        let books = LimitsFile(transport: timeline, options: timeline.options).books
        timeline.call("lend") { try await books.lendBook() }
        timeline.call("return", at: .seconds(10)) { try await books.returnBook(loanKey: "mine") }
        timeline.call("move", at: .seconds(20)) { try await books.moveBook() }
        timeline.call("mark", at: .seconds(30)) { try await books.markBook() }
        timeline.call("burn", at: .seconds(40)) { try await books.burnBook() }
        timeline.call("add", at: .seconds(50)) { try await books.addBook() }
        await timeline.run()
        let keys = timeline.requests.map { sent in
            ["Idempotency-Key", "Loan-Key", "Move-Key"].compactMap { HTTPField.Name($0) }
                .compactMap { sent.request.headerFields[$0] }
        }
        // The last call finds the server well again.
        #expect(
            timeline.sends == "0s lend | 0.25s lend | 10s return | 10.25s return | 20s move | 20.25s move | "
                + "30s mark | 30.25s mark | 40s burn | 50s add")
        #expect(keys.map(\.count) == [1, 1, 1, 1, 1, 1, 0, 0, 0, 0])
        #expect(keys[0] == keys[1] && keys[2] == ["mine"] && keys[3] == ["mine"] && keys[4] == keys[5])
    }
}
