package import PacelineDiagnostics
package import PacelineModel

/// What the configuration decides about the Swift that an API becomes, besides names.
package struct SwiftOptions: Sendable {
    /// A type of the user's own.
    package struct ExternalType: Hashable, Sendable {
        /// The type as Swift code writes it, `Money` or `MoneyKit.Money`.
        package var swift: String
        /// The module to be imported; nil for one that needs no import.
        package var module: String?

        package init(swift: String, module: String?) {
            self.swift = swift
            self.module = module
        }
    }

    /// The types that stand for schemas and formats.
    package var externalTypes: [PacelineModel.ExternalType.Origin: ExternalType] = [:]
    package var conformances: [Conformance: NameSelection] = [:]
    /// Whether models for which no conformance is asked compare by their JSON.
    package var comparesByJSON = true

    package init() {}
}

/// How the types of an API are laid out in Swift.
package struct TypeLayout: Sendable {
    let boxed: BoxedProperties
    let conformances: Conformances
    private let comparesByJSON: Bool

    /// Reports conformances for types that there are not.
    package init(_ api: API, _ options: SwiftOptions, _ diagnostics: inout DiagnosticSink) {
        boxed = BoxedProperties(api.types)
        conformances = Conformances(options.conformances, api.types, &diagnostics)
        comparesByJSON = options.comparesByJSON
    }

    /// The protocols that a struct or a union conforms to, as Swift code writes them.
    func protocols(of id: TypeID) -> String {
        if let conformance = conformances[id] { return "JSONCodable, \(conformance.rawValue)" }
        return comparesByJSON ? "JSONModel" : "JSONCodable"
    }

    /// What the parts of a wide record conform to besides, so that its conformance can be synthesised.
    func partConformances(of id: TypeID) -> String { conformances[id].map { ", \($0.rawValue)" } ?? "" }
}
