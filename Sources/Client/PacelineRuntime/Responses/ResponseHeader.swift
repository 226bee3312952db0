#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
import HTTPTypes

/// A header field of responses that a document declares, with the type of its value.
public struct ResponseHeader<Value: HeaderValue>: Hashable, Sendable {
    /// The field's name; case has no meaning.
    public var name: String

    /// The field called `name`.
    public init(_ name: String) { self.name = name }
}

extension Response {
    /// The value of a header field; nil when the response has none, or one that is not of the declared type.
    public subscript<Value>(_ header: ResponseHeader<Value>) -> Value? {
        guard let name = HTTPField.Name(header.name), let text = headerFields[name] else { return nil }
        return Value(headerText: text)
    }
}

/// A value that can stand in a header field of a response.
public protocol HeaderValue: Sendable {
    /// Reads a field's value; nil when it is something else.
    init?(headerText text: String)
}

extension String: HeaderValue {
    /// The text itself.
    public init?(headerText text: String) { self = text }
}

extension Bool: HeaderValue {
    /// Reads `true` or `false`.
    public init?(headerText text: String) { self.init(text) }
}

extension Int: HeaderValue {
    /// Reads decimal digits.
    public init?(headerText text: String) { self.init(text) }
}

extension Int32: HeaderValue {
    /// Reads decimal digits.
    public init?(headerText text: String) { self.init(text) }
}

extension Int64: HeaderValue {
    /// Reads decimal digits.
    public init?(headerText text: String) { self.init(text) }
}

extension Double: HeaderValue {
    /// Reads a decimal number.
    public init?(headerText text: String) { self.init(text) }
}

extension CalendarDate: HeaderValue {
    /// Reads `yyyy-mm-dd`.
    public init?(headerText text: String) { self.init(text) }
}

extension Date: HeaderValue {
    /// Reads an RFC 3339 `date-time`.
    public init?(headerText text: String) {
        let json = (try? JSONWriter.encode(text)) ?? []
        guard let date = try? JSONReader.decode(Date.self, from: json) else { return nil }
        self = date
    }
}

extension Array: HeaderValue where Element: HeaderValue {
    /// Reads values separated by commas (style `simple`).
    public init?(headerText text: String) {
        self = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let trimmed = part.drop { $0 == " " || $0 == "\t" }
            guard let element = Element(headerText: String(trimmed)) else { return nil }
            append(element)
        }
    }
}

extension UUID: HeaderValue {
    /// Reads a UUID in its text form.
    public init?(headerText text: String) { self.init(uuidString: text) }
}

extension URL: HeaderValue {
    /// Reads a URL, or a reference relative to one.
    public init?(headerText text: String) { self.init(string: text) }
}
