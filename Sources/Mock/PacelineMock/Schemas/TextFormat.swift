import Foundation

/// The formats of strings that are judged and made (JSON Schema 2020-12, Validation, section 7.3, and OpenAPI's own).
///
/// Any other format says nothing here.
enum TextFormat: String, CaseIterable {
    case dateTime = "date-time"
    case date, time, duration, uuid, email, hostname, ipv4, ipv6, uri, url, byte
    case idnEmail = "idn-email"
    case uriReference = "uri-reference"
    case iri
    case jsonPointer = "json-pointer"
    case regex

    /// A value of the format. Those of different variants differ, the first is the plainest.
    func sample(variant: Int) -> String {
        let number = variant % 1_000
        let digits = String(repeating: "0", count: 3 - String(number).count) + String(number)
        // The path or name by which variants beyond the first are told apart.
        let suffix = number == 0 ? "" : String(number)
        switch self {
        case .dateTime: return "2025-01-15T09:30:00\(number == 0 ? "" : ".\(digits)")Z"
        case .date: return number == 0 ? "2025-01-15" : "2\(digits)-01-15"
        case .time: return "09:30:00\(number == 0 ? "" : ".\(digits)")Z"
        case .duration: return "P\(number + 1)D"
        case .uuid: return "3fa85f64-5717-4562-b3fc-2c963f66a\(digits)"
        case .email, .idnEmail: return "user\(suffix)@example.com"
        case .hostname: return "host\(suffix).example.com"
        case .ipv4: return "192.0.\(number / 256).\(number % 256)"
        case .ipv6: return "2001:db8::\(number + 1)"
        case .uri, .url, .iri: return "https://example.com/\(suffix)"
        case .uriReference, .jsonPointer: return "/\(suffix)"
        case .byte: return Data("sample\(suffix)".utf8).base64EncodedString()
        case .regex: return "^\(suffix)$"
        }
    }

    /// Whether the text has the form. Dates are looked at by form and range, hosts and addresses by their characters:
    /// who tests a client wants its slips, not a proof.
    func allows(_ text: String) -> Bool {
        switch self {
        case .dateTime:
            guard let separator = text.firstIndex(where: { "Tt".contains($0) }) else { return false }
            return Self.isDate(text[..<separator]) && Self.isTime(text[text.index(after: separator)...])
        case .date: return Self.isDate(text[...])
        case .time: return Self.isTime(text[...])
        case .duration:
            let isWeeks = text.wholeMatch(of: /P[0-9]+W/) != nil
            let parts = /P(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?/
            return isWeeks || (text.count > 2 && text.last != "T" && text.wholeMatch(of: parts) != nil)
        case .uuid: return text.wholeMatch(of: /[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/) != nil
        case .email, .idnEmail: return text.wholeMatch(of: /[^@\s]+@[^@\s]+/) != nil
        case .hostname:
            let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            return text.utf8.count <= 253
                && labels.allSatisfy { $0.wholeMatch(of: /[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?/) != nil }
        case .ipv4:
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && parts.allSatisfy { $0.count <= 3 && UInt8($0) != nil }
        case .ipv6: return text.contains(":") && text.wholeMatch(of: /[0-9A-Fa-f:.]{2,45}/) != nil
        case .uri, .url, .iri: return text.wholeMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>"{}|\\^`]+/) != nil
        case .uriReference: return text.wholeMatch(of: /[^\s<>"{}|\\^`]*/) != nil
        case .byte: return Data(base64Encoded: text) != nil
        case .jsonPointer: return text.isEmpty || text.hasPrefix("/")
        case .regex: return (try? NSRegularExpression(pattern: text)) != nil
        }
    }

    /// The format as messages call it: `a date-time`.
    var article: String {
        "\("aeiu".contains(rawValue.prefix(1)) && !rawValue.hasPrefix("u") ? "an" : "a") \(rawValue)"
    }

    /// `full-date` of RFC 3339, section 5.6.
    private static func isDate(_ text: Substring) -> Bool {
        guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/) else { return false }
        guard let year = Int(match.1), let month = Int(match.2), let day = Int(match.3) else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && (1...lengths[month - 1]).contains(day)
    }

    /// `full-time` of RFC 3339, section 5.6.
    private static func isTime(_ text: Substring) -> Bool {
        let form = /([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[Zz]|[+\-]([0-9]{2}):([0-9]{2}))/
        guard let match = text.wholeMatch(of: form) else { return false }
        func isBelow(_ part: Substring?, _ bound: Int) -> Bool {
            part.map { Int($0).map { $0 < bound } ?? false } ?? true
        }
        return isBelow(match.1, 24) && isBelow(match.2, 60) && isBelow(match.3, 61) && isBelow(match.4, 24)
            && isBelow(match.5, 60)
    }
}
