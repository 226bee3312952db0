#if Redis
/// A list of numbers, texts and further lists, written as JSON (RFC 8259).
struct JSONList {
    private var written = ""

    var text: String { "[\(written)]" }

    mutating func add(_ number: Int64) { add(json: String(number)) }

    mutating func add(_ numbers: Int64...) { for number in numbers { add(number) } }

    mutating func add(_ text: String) {
        var escaped = ""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { escaped += "\\" }
            if scalar.value < 0x20 {
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        add(json: "\"\(escaped)\"")
    }

    /// A list of lists, one for each element.
    mutating func add<Element>(_ elements: some Sequence<Element>, _ write: (Element, inout JSONList) -> Void) {
        var outer = JSONList()
        for element in elements {
            var inner = JSONList()
            write(element, &inner)
            outer.add(json: inner.text)
        }
        add(json: outer.text)
    }

    private mutating func add(json: String) {
        if !written.isEmpty { written += "," }
        written += json
    }
}
#endif
