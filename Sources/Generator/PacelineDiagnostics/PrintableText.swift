extension Unicode.Scalar {
    /// Whether a terminal or an editor would obey the scalar instead of showing it: controls, line breaks, and the
    /// marks that turn the order of what stands around them.
    package var isCommand: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: properties.isBidiControl
        }
    }
}

extension String {
    /// The text on one line, with an escape for each scalar that would be obeyed: names in documents may be hostile.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isCommand) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar == "\n" {
                text += "\\n"
            } else if scalar.isCommand {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }
}
