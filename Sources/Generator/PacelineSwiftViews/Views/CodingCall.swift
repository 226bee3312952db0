import PacelineModel

/// The reader's and writer's method for a type: named and concrete for the common ones, which compile cheaply.
struct CodingCall {
    let name: String
    let writing: String

    init(_ property: Property) {
        guard !property.tellsNullFromAbsent else {
            (name, writing) = ("nullable", "nullable")
            return
        }
        let isOptional = property.isOptional
        switch property.type.nonNull {
        case .string: name = isOptional ? "stringIfPresent" : "string"
        case .integer: name = isOptional ? "intIfPresent" : "int"
        case .double: name = isOptional ? "doubleIfPresent" : "double"
        case .boolean: name = isOptional ? "boolIfPresent" : "bool"
        case .dateTime: name = isOptional ? "dateIfPresent" : "date"
        case .array: name = isOptional ? "listIfPresent" : "list"
        case .map: name = isOptional ? "mapIfPresent" : "map"
        default:
            name = isOptional ? "valueIfPresent" : "value"
            writing = isOptional ? "valueIfPresent" : "value"
            return
        }
        writing = name
    }
}
