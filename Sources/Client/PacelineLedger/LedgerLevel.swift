/// Levels count all that was ever granted of a bucket. They wrap around before a number of a script's would not be
/// exact any more, so that of two of them the later one is told by their distance.
enum LedgerLevel {
    /// 2⁵²: twice the largest capacity.
    static let modulus: Int64 = 1 << 52

    static func sum(_ level: Int64, _ units: Int64) -> Int64 { (level &+ units) & (modulus - 1) }

    /// What was granted from one level to another.
    static func distance(from first: Int64, to second: Int64) -> Int64 { (second &- first) & (modulus - 1) }

    static func isBefore(_ first: Int64, _ second: Int64) -> Bool {
        (1..<modulus / 2).contains(distance(from: first, to: second))
    }
}
