/// Which alternative of a union a value is: a `switch` over it has the alternatives' names, or the values of the
/// property that tells them apart, as its cases.
///
/// Of use while the value is read, as the reader is.
public struct JSONAlternative {
    private let form: Form

    private enum Form {
        case none
        /// The name of a shape, as the literal of the shapes spells it.
        case name(UnsafeBufferPointer<UInt8>)
        /// The value of a property.
        case value(JSONToken, JSONReader)
    }

    /// None of the alternatives.
    static var none: JSONAlternative { JSONAlternative(form: .none) }

    private init(form: Form) { self.form = form }

    init(name: UnsafeBufferPointer<UInt8>) { self.init(form: .name(name)) }

    init(value: JSONToken, of reader: JSONReader) { self.init(form: .value(value, reader)) }

    /// Whether an alternative has a name. O(*n*) in its length.
    public static func ~= (name: StaticString, alternative: Self) -> Bool {
        switch alternative.form {
        case .none: false
        case .name(let word): JSONShapeMatcher.isEqual(word, name)
        case .value(let token, let reader): reader.isEqual(token, name)
        }
    }
}
