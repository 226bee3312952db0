/// The member by which a union tells its alternatives apart, while one of them is written.
struct JSONTag {
    private let name: StaticString
    private let values: JSONNames
    /// Whether the values are strings; else they are written as they stand.
    private let isText: Bool
    /// Where the text of the object begins.
    let start: Int
    /// Where the member begins that is being written under the name, and whether it is the object's first.
    var memberStart = 0
    var isFirstMember = false
    /// Whether the object has the member, with one of the values.
    var isWritten = false

    init(_ name: StaticString, _ values: StaticString, isText: Bool, start: Int) {
        self.name = name
        self.values = JSONNames(values)
        self.isText = isText
        self.start = start
    }

    func isNamed(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        other.elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// Whether the text ends with one of the values.
    func isLast(in output: JSONBuffer) -> Bool {
        let end = output.count
        for value in values.all {
            put(value, to: output)
            // A colon stands before the whole value, and in none.
            let start = end - (output.count - end)
            let isSame =
                output.hasTail(from: end, endingAt: end)
                && output.byte(before: start) == UInt8(ascii: ":")
            output.truncate(to: end)
            if isSame { return true }
        }
        return false
    }

    /// Writes the member with the first value.
    func putMember(to output: JSONBuffer) {
        output.quote(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        output.put(UInt8(ascii: ":"))
        if let first = values.all.first { put(first, to: output) }
    }

    private func put(_ value: UnsafeBufferPointer<UInt8>, to output: JSONBuffer) {
        if isText { output.quote(value) } else { output.put(value) }
    }
}
