import PacelinePolicy

/// The few elements of SVG 1.1 that a chart is made of, each on a line of its own. Looks come from the style sheet.
enum SVG {
    static func rectangle(
        _ style: String, x: Double, y: Double, width: Double, height: Double, radius: Double = 0, title: String? = nil
    ) -> String {
        let place = "x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\""
        let element = "<rect class=\"\(style)\" \(place) rx=\"\(number(radius))\""
        return element + (title.map { "><title>\(escaped($0))</title></rect>\n" } ?? "/>\n")
    }

    static func line(_ style: String, from: (x: Double, y: Double), to: (x: Double, y: Double)) -> String {
        let ends = "x1=\"\(number(from.x))\" y1=\"\(number(from.y))\" x2=\"\(number(to.x))\" y2=\"\(number(to.y))\""
        return "<line class=\"\(style)\" \(ends)/>\n"
    }

    static func path(_ style: String, _ data: String, x: Double, y: Double) -> String {
        "<path class=\"\(style)\" transform=\"translate(\(number(x)) \(number(y)))\" d=\"\(data)\"/>\n"
    }

    static func text(_ style: String, _ text: String, x: Double, y: Double) -> String {
        "<text class=\"\(style)\" x=\"\(number(x))\" y=\"\(number(y))\">\(escaped(text))</text>\n"
    }

    /// The text with XML's own characters as references.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
    }

    /// A length to a tenth of a pixel.
    private static func number(_ value: Double) -> String { ((value * 10).rounded() / 10).formatted }
}
