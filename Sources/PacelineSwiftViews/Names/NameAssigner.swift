/// Gives out the names of one scope, each once.
struct NameAssigner {
    private var taken: Set<String>

    /// A scope in which `taken` is used already.
    init(taken: Set<String> = []) { self.taken = taken }

    /// `wanted`, or with a number behind it where that is taken. Names that differ only in case count as two, as in Swift.
    mutating func assign(_ wanted: SwiftName) -> SwiftName {
        var candidate = wanted.bare
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(wanted.bare)\(number)"
            number += 1
        }
        return SwiftName(candidate)
    }
}
