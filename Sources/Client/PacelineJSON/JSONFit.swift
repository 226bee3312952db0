/// How well a value fits a shape.
struct JSONFit {
    /// What of the value is not as the shape has it, and yet allowed.
    var differences = 0
    /// What the shape says of the value and is true.
    var agreements = 0
    /// Optional members that the shape has and the value has not.
    var absent = 0

    static let exact = JSONFit()
    /// That of a shape which says nothing.
    static let any = JSONFit(differences: 1 << 20)

    func isBetter(than other: JSONFit) -> Bool {
        (differences, -agreements, absent) < (other.differences, -other.agreements, other.absent)
    }

    static func + (one: JSONFit, other: JSONFit) -> JSONFit {
        JSONFit(
            differences: one.differences + other.differences, agreements: one.agreements + other.agreements,
            absent: one.absent + other.absent)
    }
}
