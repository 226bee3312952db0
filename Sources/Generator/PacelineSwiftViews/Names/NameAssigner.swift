/// Gives out the names of one scope, each once.
struct NameAssigner {
    private var taken: Set<String>
    /// The number to begin with for a name that is wanted once more.
    private var numbers: [String: Int] = [:]

    /// A scope in which `taken` is used already.
    init(taken: Set<String> = []) { self.taken = taken }

    /// Whether nothing has the name.
    func isFree(_ name: SwiftName) -> Bool { !taken.contains(name.bare) }

    /// `wanted`, or with a number behind it where that is taken. Names that differ only in case count as two, as in
    /// Swift.
    mutating func assign(_ wanted: SwiftName) -> SwiftName {
        var candidate = wanted.bare
        var number = numbers[wanted.bare] ?? 2
        while !taken.insert(candidate).inserted {
            candidate = "\(wanted.bare)\(number)"
            number += 1
        }
        if candidate != wanted.bare { numbers[wanted.bare] = number }
        return SwiftName(candidate)
    }
}
