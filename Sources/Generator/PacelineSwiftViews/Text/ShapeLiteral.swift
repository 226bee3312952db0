import PacelineModel

/// Shapes as the reader's `alternative(of:)` has them.
enum ShapeLiteral {
    /// The shapes of each alternative of a union, behind its name. An object that should have a tag is not taken for
    /// one of several.
    static func of(_ union: Union, names: [String]) -> String {
        let shapes = zip(names, union.alternatives).map { name, alternative in
            let isTagged = union.discriminator != nil && !alternative.tags.isEmpty
            let shapes = alternative.shapes.isEmpty ? [.anything] : alternative.shapes
            let label = escaped(name) + ":"
            return shapes.map { label + text($0) + (isTagged && $0.kind == .object ? "!" : "") }.joined(separator: "|")
        }
        return StringLiteral.broken(shapes.joined(separator: "|"))
    }

    private static func text(_ shapes: [ValueShape]) -> String {
        shapes.isEmpty ? "*" : shapes.map(text).joined(separator: "|")
    }

    private static func text(_ shape: ValueShape) -> String {
        switch shape {
        case .anything: "*"
        case .null: "z"
        case .boolean(let values): "b" + named(values)
        case .integer(let values): "i" + named(values)
        case .number: "n"
        case .string(let values): "s" + named(values)
        case .openInteger(let values): "i" + named(values, by: "~")
        case .openString(let values): "s" + named(values, by: "~")
        case .format(let format): "@" + format.rawValue
        case .openFormat(let format): "s@" + format.rawValue
        case .dateTime: "t"
        case .date: "d"
        case .array(let shapes): "[\(text(shapes))]"
        case .object(let members, let others): "{\(text(members, others).joined(separator: ","))}"
        }
    }

    private static func text(_ members: [ValueShape.Member], _ others: [ValueShape]) -> [String] {
        (others.isEmpty ? [] : ["*:\(text(others))"])
            + members.map { "\(escaped($0.name))\($0.isRequired ? "" : "?"):\(text($0.shapes))" }
    }

    private static func named(_ values: [String], by mark: String = "=") -> String {
        values.map { mark + escaped($0) }.joined()
    }

    /// What has a meaning in shapes, and what a literal would have to escape, as `%` and two hexadecimal digits.
    private static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { escaped, byte in
            let isSafe = byte > 0x20 && byte < 0x7F && !"%=~@|,:?]}[{*!\"\\".utf8.contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            escaped += isSafe ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }
    }
}
