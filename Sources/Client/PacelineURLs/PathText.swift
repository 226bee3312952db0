extension String {
    /// The text with what a path cannot hold percent-encoded (RFC 3986, section 3.3). Slashes stay; so do escapes where
    /// `keepsEscapes`, else `%` is a character like others. What is among `others` stays, too.
    /// - Complexity: O(n)
    func pathEncoded(keepsEscapes: Bool, others: String = "") -> String {
        let bytes = Array(utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            let isEscape =
                keepsEscapes && byte == UInt8(ascii: "%") && index + 2 < bytes.count
                && bytes[(index + 1)...(index + 2)].allSatisfy(\.isHexDigit)
            if isEscape || byte.isPartOfPath || others.utf8.contains(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), Self.hexDigits[Int(byte >> 4)], Self.hexDigits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Whether a segment of the path is `.` or `..`, written out or escaped: what stands on the way takes both for a
    /// step (RFC 3986, section 6.2.2.3).
    package var hasDotSegment: Bool {
        // Most paths have neither dots nor escapes.
        guard utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "%") }) else { return false }
        return split(separator: "/").contains { segment in
            // Two dots, each escaped, are six bytes.
            guard segment.utf8.count <= 6 else { return false }
            let plain = segment.lowercased().replacing("%2e", with: ".")
            return plain == "." || plain == ".."
        }
    }

    /// The path with its dot segments taken out (RFC 3986, section 5.2.4).
    var withoutDotSegments: String {
        var kept: [Substring] = []
        let segments = split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                // What stands before the first slash is no segment.
                if kept.count > 1 { kept.removeLast() }
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return kept.joined(separator: "/")
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isLetter: Bool {
        let lower = self | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower)
    }

    var isHexDigit: Bool { isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20) }

    /// What a name of a host consists of besides dots (RFC 1123, section 2.1).
    var isPartOfHost: Bool { isLetter || isDigit || self == UInt8(ascii: "-") }

    var isPartOfIPv6: Bool { isHexDigit || self == UInt8(ascii: ":") || self == UInt8(ascii: ".") }

    /// RFC 3986, section 3.3: `pchar`, and the slash.
    var isPartOfPath: Bool { isLetter || isDigit || "-._~!$&'()*+,;=:@/".utf8.contains(self) }
}
