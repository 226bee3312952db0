/// Names in one literal, which costs less to compile than an array of them.
struct JSONNames {
    private let text: UnsafeBufferPointer<UInt8>
    private let separator: UInt8

    init(_ names: StaticString) {
        let text = UnsafeBufferPointer(start: names.utf8Start, count: names.utf8CodeUnitCount)
        if text.last == UInt8(ascii: "\n") {
            separator = UInt8(ascii: "\n")
            self.text = UnsafeBufferPointer(rebasing: text.dropLast())
        } else {
            separator = UInt8(ascii: " ")
            self.text = text
        }
    }

    /// The names, in their order.
    var all: [UnsafeBufferPointer<UInt8>] {
        text.split(separator: separator, omittingEmptySubsequences: false).map(UnsafeBufferPointer.init(rebasing:))
    }

    /// The place of the name that a token spells, by count.
    func index(of token: JSONToken, in reader: JSONReader) -> Int? {
        guard token.isPlain else {
            return Array(reader.string(token).utf8).withUnsafeBufferPointer(index)
        }
        return index(of: reader.utf8(token))
    }

    private func index(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        guard text.count > 0, let names = text.baseAddress, let spelled = name.baseAddress else { return nil }
        var start = 0
        var position = 0
        while start <= text.count {
            let end = text[start...].firstIndex(of: separator) ?? text.count
            if end - start == name.count, JSONBytes.equal(names + start, spelled, count: name.count) { return position }
            start = end + 1
            position += 1
        }
        return nil
    }
}
