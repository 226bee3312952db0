extension TextRepair {
    /// The document with blanks for the tabs that YAML 1.2 and JSON allow and libyaml does not: on lines that hold
    /// nothing or a comment, and at the beginning of a line where the whole document is in brackets. nil when there are
    /// none.
    static func withoutTabs(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let first = bytes.first { !isBlank($0) && !isBreak($0) }
        let isBracketed = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        var mended: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let end = bytes[position...].firstIndex { !isBlank($0) } ?? bytes.count
            let isEmpty = end == bytes.count || isBreak(bytes[end]) || bytes[end] == UInt8(ascii: "#")
            if isEmpty || isBracketed, bytes[position..<end].contains(tab) {
                if mended.isEmpty { mended = Array(bytes) }
                for offset in position..<end { mended[offset] = UInt8(ascii: " ") }
            }
            position = bytes[end...].firstIndex(where: isBreak).map { $0 + 1 } ?? bytes.count
        }
        return mended.isEmpty ? nil : mended
    }

    private static let tab = UInt8(ascii: "\t")

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == tab }

    private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
