#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Decimal: JSONValue, ParameterValue {
    /// Reads a number without rounding it to binary: up to 38 digits are kept.
    @_spi(Generated) public init(reading reader: JSONReader) {
        let token = reader.token
        if token.kind == .number, let value = Decimal(string: reader.number(token).text), value.isFinite {
            self = value
        } else {
            reader.mismatch("a number in the range of Decimal", at: reader.current, inFull: true)
            self = 0
        }
    }

    /// Writes all digits.
    @_spi(Generated) public func write(to writer: JSONWriter) {
        guard isFinite else { return writer.unwritable("a number that is not finite has no JSON form") }
        writer.scalar(number: description)
    }

    /// All digits.
    public var parameterText: String { description }
}
