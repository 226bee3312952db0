internal import PacelineDiagnostics
package import PacelinePolicy

/// `cost`: the units that one request takes.
package struct CostObject: Hashable, Sendable {
    /// nil where no number is declared.
    package var declaredDefault: Double?
    /// Other costs by the method's key in a path item, such as `get`.
    package var methods: [String: Double]
    package var estimate: CostEstimate?
    package var settlement: ResponseValue?
    /// Where the estimate and the settlement stand.
    var estimateLocation: SourceLocation?
    var settlementLocation: SourceLocation?

    package init(declaredDefault: Double? = nil, methods: [String: Double] = [:]) {
        self.declaredDefault = declaredDefault
        self.methods = methods
    }

    /// The units that a request takes whose method has no cost of its own.
    package var defaultCost: Double { declaredDefault ?? 1 }

    /// The cost of a request with that method.
    func of(_ method: String) -> Double { methods[method] ?? defaultCost }
}
