/// Any JSON value: where a document leaves the type open, and for members that it does not declare.
public enum JSON: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number of 64 bits, however it is written: `1`, `1.0` and `1e0` are equal.
    case integer(Int64)
    /// Any other number that a double holds.
    case number(Double)
    /// A number that would lose digits in both, in JSON's own notation: more than 17 significant digits, or past the
    /// range of a double.
    case decimal(String)
    /// A string.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object. The order of members has no meaning in JSON, and they are written in the order of their names.
    case object([String: JSON])
}

extension JSON {
    /// The string; nil for another kind.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The Boolean; nil for another kind.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number if it is whole and fits; nil for another kind.
    public var int: Int? {
        switch self {
        case .integer(let value): Int(exactly: value)
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The number, rounded to the nearest double; nil for another kind, and past the range.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .decimal(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        default: nil
        }
    }

    /// The elements; nil for another kind.
    public var array: [JSON]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members; nil for another kind.
    public var object: [String: JSON]? {
        if case .object(let value) = self { value } else { nil }
    }

    /// A member of an object; nil if there is none, and for another kind.
    public subscript(name: String) -> JSON? { object?[name] }

    /// An element of an array; nil past its end, and for another kind.
    public subscript(index: Int) -> JSON? {
        array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
    }
}

extension JSON: JSONValue {
    /// Reads any value.
    @_spi(Generated) public init(reading reader: JSONReader) {
        let index = reader.current
        let token = reader.token
        switch token.kind {
        case .absent, .null: self = .null
        case .true: self = .bool(true)
        case .false: self = .bool(false)
        case .number: self = JSON(reader.number(token))
        case .string: self = .string(reader.string(token))
        case .array: self = .array(reader.list(at: index))
        case .object: self = .object(reader.map(at: index))
        }
    }

    private init(_ number: JSONNumberText) {
        if let integer = number.integer, integer != 0 || !number.isNegative {
            self = .integer(integer)
        } else if number.fitsDouble, let double = number.double {
            self = .number(double)
        } else {
            self = .decimal(number.text)
        }
    }

    /// Writes the value.
    @_spi(Generated) public func write(to writer: JSONWriter) {
        switch self {
        case .null: writer.scalarNull()
        case .bool(let value): writer.scalar(value)
        case .integer(let value): writer.scalar(value)
        case .number(let value): writer.scalar(value)
        case .decimal(let text): writer.scalar(number: text)
        case .string(let value): writer.scalar(value)
        case .array(let values): writer.array(values)
        case .object(let members): writer.members(members)
        }
    }
}
