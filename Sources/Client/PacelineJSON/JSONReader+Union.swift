extension JSONReader {
    /// The alternative whose shape fits the value at which the reader stands best. Nothing is used up.
    ///
    /// Of those that fit, that is the one from which the value differs in the fewest things: members that the shape
    /// does not name, values and formats that it does not expect. Of equals, the one that says most of the value; then
    /// the one of which the fewest optional members are absent; then the first.
    ///
    /// Each shape has the name of its alternative in front, `cat:{lives:i}`; shapes are separated by `|`:
    /// - `s` a string, `i` a whole number, `n` a number, `b` a Boolean, `z` null, `t` a `date-time`, `d` a `full-date`,
    ///   `@uuid` a string of that format, `*` anything, which every other shape goes before. `s=a=b` is one of two
    ///   strings; so for `i` and `b`. `s~a~b` and `s@uuid` are any string, though one of these is expected.
    /// - `[s|n]` an array of strings and numbers, `[*]` any array.
    /// - `{kind:s=cat,lives?:i}` an object in which `kind` is there, and `lives` is a whole number, null or not there;
    ///   it may have other members. `{}` any object, `{*:s|n}` one whose other members are strings and numbers.
    /// - `!` behind a shape: it is none of several that fit alike. The others go before it; no alternative if all have
    ///   the mark.
    ///
    /// Dates of no strict form, and Base64 in other forms than it is written, are told apart from other texts only
    /// where nothing fits otherwise.
    ///
    /// In names and values, `%` and two hexadecimal digits stand for a byte that would mean something here.
    public func alternative(of shapes: StaticString) -> JSONAlternative {
        for forms in JSONShapeMatcher.Forms.allCases where forms < .otherTimes || dates == .lenient {
            var matcher = JSONShapeMatcher(reader: self, shapes, forms)
            if let best = matcher.best(at: current) { return best }
        }
        return .none
    }

    /// The alternative that the value of a property names: numbers and Booleans as they are written; no alternative
    /// where there is no such property. The property is not used up: the alternative's type may declare it as its own.
    public func discriminator(_ name: StaticString) -> JSONAlternative {
        tag(name).map { JSONAlternative(value: $0, of: self) } ?? .none
    }

    /// The alternative that the value of a property names; where it is none of some values, the one whose shape fits
    /// best, as with ``alternative(of:)``.
    /// - Parameters:
    ///   - name: The property's name.
    ///   - values: The values, separated as in ``additionalProperties(_:)``.
    ///   - shapes: As ``alternative(of:)`` has them, each behind the first of its alternative's values.
    public func discriminator(_ name: StaticString, _ values: StaticString, else shapes: StaticString)
        -> JSONAlternative
    {
        guard let tag = tag(name), JSONNames(values).index(of: tag, in: self) != nil else {
            return alternative(of: shapes)
        }
        return JSONAlternative(value: tag, of: self)
    }

    /// The value of a property, if it is a scalar.
    private func tag(_ name: StaticString) -> JSONToken? {
        guard token.kind == .object else { return nil }
        let found = tape.tokens[find(name)]
        switch found.kind {
        case .string, .number, .true, .false: return found
        case .absent, .null, .array, .object: return nil
        }
    }
}
