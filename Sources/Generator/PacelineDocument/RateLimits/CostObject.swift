/// `cost`: the units that one request takes.
package struct CostObject: Hashable, Sendable {
    package var standard: Double
    /// Other costs by the method's key in a path item, such as `get`.
    package var methods: [String: Double]

    package init(standard: Double = 1, methods: [String: Double] = [:]) {
        self.standard = standard
        self.methods = methods
    }

    /// The cost of a request with that method.
    func of(_ method: String) -> Double { methods[method] ?? standard }
}
