import Foundation

/// A request as the mock looks at it: decoded where it must be, and no more.
package struct MockRequest: Sendable {
    package enum Body: Hashable, Sendable {
        case bytes([UInt8])
        /// The body went past the bound and was not kept.
        case tooLarge
    }

    /// The method's token as sent (`GET`).
    package var method: String
    /// The path as sent, percent-encoded, without the query.
    package var path: String
    /// The query's pairs in order, decoded; a name without `=` has an empty value.
    package var query: [Pair]
    package var fields: [Pair]
    package var body: Body
    /// The scheme of the URL that was asked for: `http` or `https`.
    package var scheme: String

    /// A name with its value.
    package struct Pair: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// - Parameter target: the request target in origin form (RFC 9112, section 3.2.1).
    package init(method: String, target: String, fields: [Pair] = [], body: Body = .bytes([]), scheme: String = "http")
    {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method
        self.path = String(parts[0])
        self.query = parts.count < 2 ? [] : Self.pairs(ofQuery: parts[1])
        self.fields = fields
        self.body = body
        self.scheme = scheme
    }

    /// The first value of the field, whose name is matched without case (RFC 9110, section 5.1).
    func field(_ name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }

    /// The cookie's value (RFC 6265, section 4.2).
    func cookie(_ name: String) -> String? {
        let pairs = (field("Cookie") ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
        return pairs.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// The value of a query parameter; one that is spelled with brackets (`filter[name]`, `ids[]`) counts as present.
    func queryValue(_ name: String) -> String? {
        query.first { $0.name == name || $0.name.hasPrefix("\(name)[") }?.value
    }

    /// The pairs of a query, or of a form (`application/x-www-form-urlencoded`), decoded.
    static func pairs(ofQuery query: Substring) -> [Pair] {
        query.split(separator: "&").map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Pair(formDecoded(parts[0]), parts.count < 2 ? "" : formDecoded(parts[1]))
        }
    }

    private static func formDecoded(_ text: Substring) -> String {
        percentDecoded(String(text.map { $0 == "+" ? " " : $0 }))
    }
}

/// A response of the mock.
package struct MockResponse: Hashable, Sendable {
    package var status: Int
    /// The fields in the order in which they are sent.
    package var fields: [MockRequest.Pair]
    package var body: [UInt8]

    package init(status: Int, fields: [MockRequest.Pair] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package init(status: Int, contentType: String, text: String) {
        self.init(status: status, fields: [.init("Content-Type", contentType)], body: Array(text.utf8))
    }

    /// The body as text, for tests and people.
    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// The text with its percent escapes resolved; as it stands when they are malformed.
func percentDecoded(_ text: String) -> String { text.removingPercentEncoding ?? text }

/// The text with all but the unreserved characters escaped (RFC 3986, section 2.3).
func percentEncoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreservedCharacters) ?? text
}

private let unreservedCharacters = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
