#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A value that can stand in a path, a query or a header field.
public protocol ParameterValue: Sendable {
    /// The value as text, before any encoding.
    var parameterText: String { get }
}

extension String: ParameterValue {
    /// The string itself.
    public var parameterText: String { self }
}

extension Bool: ParameterValue {
    /// `true` or `false`.
    public var parameterText: String { self ? "true" : "false" }
}

extension Int: ParameterValue {
    /// The number in decimal digits.
    public var parameterText: String { String(self) }
}

extension Int32: ParameterValue {
    /// The number in decimal digits.
    public var parameterText: String { String(self) }
}

extension Int64: ParameterValue {
    /// The number in decimal digits.
    public var parameterText: String { String(self) }
}

extension Float: ParameterValue {
    /// The shortest decimal text that gives the same number.
    public var parameterText: String { String(self) }
}

extension Double: ParameterValue {
    /// The shortest decimal text that gives the same number.
    public var parameterText: String { String(self) }
}

extension CalendarDate: ParameterValue {
    /// `yyyy-mm-dd` (RFC 3339, `full-date`).
    public var parameterText: String { description }
}

extension Date: ParameterValue {
    /// RFC 3339 `date-time` in UTC; empty outside the years 0 to 9999.
    public var parameterText: String { Timestamp(self)?.text ?? "" }
}
