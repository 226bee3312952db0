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
        case .string: name = isOptional ? "optString" : "string"
        case .integer: name = isOptional ? "optInt" : "int"
        case .double: name = isOptional ? "optDouble" : "double"
        case .boolean: name = isOptional ? "optBool" : "bool"
        case .dateTime: name = isOptional ? "optDate" : "date"
        case .array: name = isOptional ? "optList" : "list"
        case .map: name = isOptional ? "optMap" : "map"
        default:
            name = isOptional ? "opt" : "get"
            writing = isOptional ? "opt" : "put"
            return
        }
        writing = name
    }
}
