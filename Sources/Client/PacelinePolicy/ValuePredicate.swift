/// What is asked of a value. A missing value meets only `present(false)` and a `not` of what it does not meet.
public indirect enum ValuePredicate: Hashable, Sendable {
    /// Its text is one of these.
    case anyOf([String])
    /// Its text holds this one.
    case contains(String)
    /// Its whole text is like this one, in which `*` stands for any text.
    case like(String)
    /// It is a number not below this one.
    case minimum(Double)
    /// It is a number not above this one.
    case maximum(Double)
    /// It is there, or is not.
    case present(Bool)
    /// It does not meet this.
    case not(ValuePredicate)
    /// It meets all of these.
    case all([ValuePredicate])
}
