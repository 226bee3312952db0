import Foundation
import Goldens
import PacelineRuntime
import Testing

/// Two models are equal when they are the same JSON; where the configuration says otherwise, as the compiler has it.
struct GoldenEqualityTests {
    private func equal<Value: JSONModel>(_ one: String, _ other: String, as type: Value.Type) throws -> Bool {
        let values = try [one, other].map { try JSONReader.decode(Value.self, from: Array($0.utf8)) }
        #expect((values[0] == values[1]) == (Set(values).count == 1), "hashes agree with ==")
        return values[0] == values[1]
    }

    @Test(arguments: [
        (#"{"method":"card","cardNumber":"1"}"#, #"{"cardNumber":"1","method":"card"}"#, true),
        (#"{"method":"card","cardNumber":"1"}"#, #"{"method":"card","cardNumber":"2"}"#, false),
        (#"{"method":"card","cardNumber":"1"}"#, #"{"method":"card"}"#, false),
    ])
    func records(_ one: String, _ other: String, _ isEqual: Bool) throws {
        #expect(try equal(one, other, as: ObjectKeywords.Payment.self) == isEqual)
    }

    @Test func membersThatAreNotDeclaredCount() throws {
        let type = ObjectKeywords.Labelled.self
        #expect(try equal(#"{"name":"n","x-a":1,"x-b":2}"#, #"{"x-b":2,"x-a":1,"name":"n"}"#, as: type))
        #expect(try !equal(#"{"name":"n","x-a":1}"#, #"{"name":"n","x-a":2}"#, as: type))
    }
}
