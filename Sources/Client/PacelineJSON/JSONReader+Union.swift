extension JSONReader {
    /// Which of some shapes fits the value at which the reader stands best; -1 if none fits. Nothing is used up.
    ///
    /// Of those that fit, that is the one from which the value differs in the fewest things: members that the shape
    /// does not name, values and formats that it does not expect. Of equals, the one that says most of the value; then
    /// the one of which the fewest optional members are absent; then the first.
    ///
    /// Shapes are separated by `|`:
    /// - `s` a string, `i` a whole number, `n` a number, `b` a Boolean, `z` null, `t` a `date-time`, `d` a `full-date`,
    ///   `@uuid` a string of that format, `*` anything, which every other shape goes before. `s=a=b` is one of two
    ///   strings; so for `i` and `b`. `s~a~b` and `s@uuid` are any string, though one of these is expected.
    /// - `[s|n]` an array of strings and numbers, `[*]` any array.
    /// - `{kind:s=cat,lives?:i}` an object in which `kind` is there, and `lives` is a whole number, null or not there;
    ///   it may have other members. `{}` any object, `{*:s|n}` one whose other members are strings and numbers.
    /// - `!` behind a shape: it is none of several that fit alike. The others go before it; -1 if all have the mark.
    ///
    /// Dates of no strict form, and Base64 in other forms than it is written, are told apart from other texts only
    /// where nothing fits otherwise.
    ///
    /// In names and values, `%` and two hexadecimal digits stand for a byte that would mean something here.
    public func alternative(of shapes: StaticString) -> Int {
        for forms in JSONShapeMatcher.Forms.allCases where forms < .otherTimes || dates == .lenient {
            var matcher = JSONShapeMatcher(reader: self, shapes, forms)
            if let best = matcher.best(at: current) { return best }
        }
        return -1
    }

    /// Which of some values a member has, as with ``discriminator(_:_:)``. Where there is no such member, the number of
    /// the values and which of some shapes fits best, as with ``alternative(of:)``.
    public func discriminator(_ name: StaticString, _ values: StaticString, else shapes: StaticString) -> Int {
        let tag = discriminator(name, values)
        if tag >= 0 { return tag }
        let fitting = alternative(of: shapes)
        return fitting >= 0 ? JSONNames(values).all.count + fitting : -1
    }
}
