import Foundation
import PacelineModel

extension Sample {
    /// The value of a JSON text; nil when it is none. Members stand in the order of their names.
    init?(json bytes: [UInt8]) {
        guard let value = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) else {
            return nil
        }
        self.init(foundation: value)
    }

    private init(foundation value: Any) {
        switch value {
        case let text as String: self = .string(text)
        case let elements as [Any]: self = .array(elements.map(Sample.init(foundation:)))
        case let members as [String: Any]:
            self = .object(members.sorted { $0.key < $1.key }.map { .init($0.key, Sample(foundation: $0.value)) })
        case let number as NSNumber:
            // Foundation has one class for both. Only what it read from `true` or `false` is stored as a character.
            let isBoolean = ["c", "B"].contains(String(cString: number.objCType))
            self = isBoolean ? .boolean(number.boolValue) : .number(number.stringValue)
        default: self = .null
        }
    }
}
