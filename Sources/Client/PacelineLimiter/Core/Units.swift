/// An amount of quota in millionths of a unit.
///
/// Quotas and costs may be fractional. They are counted in integers, so that a sum that is built up and taken down
/// again ends at exactly zero, however long the limiter runs.
package struct Units: Comparable, Hashable, Sendable {
    /// Millionths of a unit.
    package var millionths: Int64

    package static let zero = Units(millionths: 0)
    /// The least that can be taken.
    static let least = Units(millionths: 1)

    /// The largest amount that is accepted, 10¹² units: a few of them still fit an `Int64` of millionths, and longer
    /// sums saturate.
    package static let maximum = 1e12

    init(millionths: Int64) {
        self.millionths = millionths
    }

    /// Rounds to the nearest millionth, yet never turns something into nothing.
    /// - Precondition: `amount` is between 0 and ``maximum``.
    package init(_ amount: Double) {
        precondition(amount >= 0 && amount <= Units.maximum, "an amount of quota must lie between 0 and 10^12")
        let rounded = Int64((amount * 1_000_000).rounded())
        millionths = rounded == 0 && amount > 0 ? 1 : rounded
    }

    /// The amount in whole units.
    package var value: Double {
        Double(millionths) / 1_000_000
    }

    package static func < (left: Units, right: Units) -> Bool {
        left.millionths < right.millionths
    }

    package static func + (left: Units, right: Units) -> Units {
        Units(millionths: left.millionths.addingSaturated(right.millionths))
    }

    package static func - (left: Units, right: Units) -> Units {
        Units(millionths: left.millionths - right.millionths)
    }

    package static func += (left: inout Units, right: Units) {
        left = left + right
    }

    package static func -= (left: inout Units, right: Units) {
        left = left - right
    }

    /// One of so many equal parts, rounded up.
    func divided(by parts: Int64) -> Units {
        Units(millionths: millionths / parts + (millionths % parts == 0 ? 0 : 1))
    }

    /// How often `whole` has to be used up entirely before the last part of `self` comes, and the size of that part
    /// (more than zero, at most `whole`).
    package func rounds(of whole: Units) -> (full: Int64, last: Units) {
        let full = max(0, (millionths - 1) / whole.millionths)
        return (full, Units(millionths: millionths - full * whole.millionths))
    }
}
