/// A format of strings by which alternatives are told apart. It is told as fast as it can be, not to the last rule:
/// what matters is which of several formats a text has.
enum TextFormat: String {
    /// RFC 4122.
    case uuid
    /// RFC 3986, with a scheme.
    case uri
    /// RFC 5321, a mailbox.
    case email
    /// RFC 2673, dotted quads.
    case ipv4
    /// RFC 4291.
    case ipv6
    /// RFC 4648, in either alphabet.
    case base64

    init?(_ name: UnsafeBufferPointer<UInt8>) { self.init(rawValue: String(decoding: name, as: UTF8.self)) }

    /// Whether a text has the format. Base64 counts strictly as it would be written, so that a text which only looks
    /// like it is not changed when it is sent back.
    func matches(_ text: String, isStrict: Bool) -> Bool {
        switch self {
        case .uuid: Self.isUUID(text.utf8)
        case .uri: Self.isURI(text.utf8)
        case .email: Self.isEmail(text.utf8)
        case .ipv4: Self.isIPv4(text.utf8[...])
        case .ipv6: Self.isIPv6(text.utf8[...])
        case .base64: Base64(text: text).map { !isStrict || $0.text == text } ?? false
        }
    }

    private static func isUUID(_ text: String.UTF8View) -> Bool {
        text.count == 36
            && text.enumerated().allSatisfy { place, byte in
                [8, 13, 18, 23].contains(place) ? byte == UInt8(ascii: "-") : isHexadecimal(byte)
            }
    }

    private static func isURI(_ text: String.UTF8View) -> Bool {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), let first = text.first, isLetter(first) else {
            return false
        }
        let isScheme = text[..<colon].allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
        return isScheme && text[colon...].count > 1 && text.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    private static func isEmail(_ text: String.UTF8View) -> Bool {
        guard let at = text.lastIndex(of: UInt8(ascii: "@")), at != text.startIndex else { return false }
        let domain = text[text.index(after: at)...]
        return !domain.isEmpty && text.allSatisfy { $0 > 0x20 && $0 != 0x7F } && !domain.contains(UInt8(ascii: "/"))
    }

    private static func isIPv4(_ text: Substring.UTF8View) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy(isDigit) && Int(String(Substring(part))) ?? 256 < 256
            }
    }

    /// Eight groups of up to four digits, the last two perhaps an IPv4 address; one `::` stands for groups of zeros. A
    /// zone (RFC 4007) may follow.
    private static func isIPv6(_ text: Substring.UTF8View) -> Bool {
        var rest = text.prefix { $0 != UInt8(ascii: "%") }
        var groups = 0
        var isShortened = false
        let colon = UInt8(ascii: ":")
        if rest.starts(with: [colon, colon]) {
            isShortened = true
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let part = rest.prefix { $0 != colon }
            rest = rest.dropFirst(part.count)
            if rest.isEmpty, part.contains(UInt8(ascii: ".")) {
                guard isIPv4(part) else { return false }
                groups += 2
                break
            }
            guard (1...4).contains(part.count), part.allSatisfy(isHexadecimal) else { return false }
            groups += 1
            guard !rest.isEmpty else { break }
            rest = rest.dropFirst()
            if rest.first == colon {
                guard !isShortened else { return false }
                isShortened = true
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                return false
            }
        }
        return isShortened ? groups < 8 : groups == 8
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
    private static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6 }
}
