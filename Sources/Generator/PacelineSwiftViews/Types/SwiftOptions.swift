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

    /// The types that stand for schemas and formats of the document.
    package var externalTypes: [PacelineModel.ExternalType.Origin: ExternalType] = [:]
    package var conformances: [Conformance: NameSelection] = [:]

    package init() {}
}

/// How the types of an API are laid out in Swift.
package struct TypeLayout: Sendable {
    let boxed: BoxedProperties
    let conformances: Conformances

    /// Reports conformances for types that there are not.
    package init(_ api: API, _ options: SwiftOptions, _ diagnostics: inout DiagnosticSink) {
        boxed = BoxedProperties(api.types)
        conformances = Conformances(options.conformances, api.types, &diagnostics)
    }
}
