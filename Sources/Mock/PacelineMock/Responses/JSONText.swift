import PacelineModel

extension Sample {
    /// The value as JSON (RFC 8259) without white space, members in order. Only what must be escaped is: an apostrophe
    /// stays one, so that texts can be looked for in the bytes.
    var jsonText: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let value): Self.write(value, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                Self.write(member.name, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension Sample.Member {
    init(_ name: String, _ value: Sample) { self.init(name: name, value: value) }
}

extension Sample {
    static func number(_ value: Int) -> Sample { .number(String(value)) }

    /// A quantity of quota, whole where it is whole.
    static func quantity(_ value: Double) -> Sample { .number(quantityText(value)) }
}

/// `60` for 60.0, `0.5` for 0.5.
func quantityText(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
}

/// `10 s`, `0.5 s`.
func secondsText(_ duration: Duration) -> String {
    "\(quantityText(Double(duration.wholeNanoseconds) / 1e9)) s"
}
