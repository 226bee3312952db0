/// `cost`: the units that one request takes.
package struct CostObject: Hashable, Sendable {
    package var defaultCost: Double
    /// Other costs by the method's key in a path item, such as `get`.
    package var methods: [String: Double]

    package init(defaultCost: Double = 1, methods: [String: Double] = [:]) {
        self.defaultCost = defaultCost
        self.methods = methods
    }

    /// The cost of a request with that method.
    func of(_ method: String) -> Double { methods[method] ?? defaultCost }
}
