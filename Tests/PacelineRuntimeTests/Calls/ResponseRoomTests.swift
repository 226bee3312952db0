import Foundation
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// How much memory the values of a response may take, and identifiers in header fields.
struct ResponseRoomTests {
    /// Thirty optional members: 480 bytes of which an empty object says two.
    private struct Wide: JSONValue {
        var first: (String?, String?, String?, String?, String?, String?, String?, String?, String?, String?)
        var second: (String?, String?, String?, String?, String?, String?, String?, String?, String?, String?)
        var third: (String?, String?, String?, String?, String?, String?, String?, String?, String?, String?)

        init(reading reader: JSONReader) {
            let name = reader.stringIfPresent("name")
            first = (name, nil, nil, nil, nil, nil, nil, nil, nil, nil)
            second = (nil, nil, nil, nil, nil, nil, nil, nil, nil, nil)
            third = second
        }

        func write(to writer: JSONWriter) {}
    }

    private func text(_ count: Int) -> [UInt8] {
        Array(("[" + String(repeating: "{},", count: count - 1) + "{}]").utf8)
    }

    /// A call bounds it by the largest body: a response of 3 kB, but of half a megabyte in memory, is refused.
    @Test func callsBoundTheRoom() async throws {
        let response = String(decoding: text(1_000), as: UTF8.self)
        let fixture = CallFixture(.status(200, response), configure: { $0.maximumBodyBytes = 59_999 })
        let request = RequestBuilder(.list, .default)
        let error = await #expect(throws: CallError.self) { try await fixture.core.value(request) as [Wide] }
        #expect(error?.code == .decoding)
        let larger = CallFixture(.status(200, response), configure: { $0.maximumBodyBytes = 60_000 })
        #expect(try await (larger.core.value(request) as [Wide]).count == 1_000)
        #expect(ClientOptions(maximumBodyBytes: .max).room == .max)
    }

    @Test func identifiersInHeaders() throws {
        let id = try #require(UUID(uuidString: "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"))
        #expect(UUID(headerText: id.parameterText) == id)
        for text in ["https://example.com/a?b=c%20d#e", "/relative/path", "urn:isbn:1"] {
            #expect(URL(headerText: text)?.parameterText == text)
        }
    }
}
