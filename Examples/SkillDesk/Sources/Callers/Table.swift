/// Callers and calls, with what was seen.
struct Table {
    private static let expected = [
        "call": "s-1", "withResponse": "s-1, in the closure, s-1, 200",
        "rawResponse": "s-1, in the closure, in the closure, 200",
    ]
    private var rows: Rows = []

    mutating func add(_ caller: String, _ call: String, _ seen: [String]) { rows.append((caller, call, seen)) }
    mutating func add(_ rows: Rows) { self.rows += rows }

    /// Prints the table, and stops the program where a caller saw something else.
    func show() {
        for row in rows {
            let seen = row.seen.joined(separator: ", ")
            precondition(seen == Self.expected[row.call], "\(row.caller), \(row.call): \(seen)")
            print("\(Self.padded(row.caller, 15))\(Self.padded(row.call, 14))stays where it was")
        }
    }

    private static func padded(_ text: String, _ length: Int) -> String {
        text + String(repeating: " ", count: max(0, length - text.count))
    }
}
