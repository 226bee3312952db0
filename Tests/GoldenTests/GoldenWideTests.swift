import PacelineRuntime
import Testing

@testable import Goldens

/// A record that keeps its properties in parts is used as any other.
struct GoldenWideTests {
    typealias API = WideRecord

    private let text =
        #"{"id":"i","kind":"wide","part1":"p","count":1,"child":{"a":"c"},"again":{"id":"j","kind":"wide","part1":"q","count":2,"#
        + #""child":{},"fixed":"g"},"note":null,"reader":"r","class":"k","m1":1,"m32":"s","m33":2,"m64":"t","m100":"u","#
        + #""list":["x"],"fixed":"f","more":[1]}"#

    @Test func itIsReadAndWrittenInTheDocumentsOrder() throws {
        let wide = try roundTrip(text, as: API.Wide.self)
        #expect(wide.part1 == "p" && wide.child.a == "c" && wide.again?.count == 2 && wide.m100 == "u")
        #expect(wide.kind == "wide" && wide.additionalProperties["more"] == .array([1]))
        if case .null = wide.note {} else { Issue.record("null is told from absent") }
    }

    @Test func itIsAValue() throws {
        let one = API.Wide(id: "i", part1: "p", count: 1, child: .init(a: "c"), m64: "x", fixed: "f")
        var other = one
        #expect(one == other && one.hashValue == other.hashValue)
        other.m64 = "y"
        other.child.a = "d"
        other.list = []
        other.list?.append("z")
        #expect(one != other && one.m64 == "x" && one.child.a == "c" && other.list == ["z"])
        #expect(
            try written(other)
                == #"{"id":"i","kind":"wide","part1":"p","count":1,"child":{"a":"d"},"m64":"y","list":["z"],"fixed":"f"}"#
        )
    }

    @Test func whatIsMissingIsToldAsElsewhere() throws {
        #expect(throws: JSONError.self) { try read(#"{"id":"i"}"#, as: API.Wide.self) }
        do {
            _ = try read(#"{"id":"i","kind":"wide","part1":"p","count":"one"}"#, as: API.Wide.self)
        } catch let error as JSONError {
            #expect(error.path == "/count")
        }
    }

    @Test func itIsAnAlternative() throws {
        guard case .wide(let wide) = try read(text, as: API.Either.self) else {
            Issue.record("an alternative was missed")
            return
        }
        #expect(wide.id == "i")
    }
}
