package import PacelineDiagnostics
package import PacelineDocument
package import PacelineModel

/// From the bytes of a document to the decided API: the one entry for the generator, the mock server and the linter.
///
/// `limits` is a file that declares the limits in the document's place, `loader` gives the files to which the document
/// refers. Every mistake goes to `diagnostics`; the result is nil when nothing sensible came out, and is not to be used
/// when the sink has errors.
package func load(
    _ source: Source, limits: Source? = nil, loader: SourceLoader = .none, options: LoweringOptions = LoweringOptions(),
    diagnostics: inout DiagnosticSink
) -> API? {
    loadDocument(source, limits: limits, loader: loader, options: options, diagnostics: &diagnostics)?.api
}

/// As ``load(_:limits:loader:options:diagnostics:)``, with the document besides, for those who look at its schemas.
package func loadDocument(
    _ source: Source, limits: Source? = nil, loader: SourceLoader = .none, options: LoweringOptions = LoweringOptions(),
    diagnostics: inout DiagnosticSink
) -> (document: Document, api: API)? {
    withDeepStack {
        guard let document = Document.read(source: source, limits: limits, loader: loader, diagnostics: &diagnostics)
        else { return nil }
        return (document, Lowering(document: document, options: options).api(&diagnostics))
    }
}

/// What the configuration decides about the Model.
package struct LoweringOptions: Sendable {
    /// A parameter that the client holds once.
    package struct ClientParameter: Hashable, Sendable {
        /// The name as the caller will write it.
        package var name: String
        /// The names on the wire that it stands for, in whatever place.
        package var wireNames: [String]
        /// Where the configuration says so.
        package var location: SourceLocation?

        package init(name: String, wireNames: [String], location: SourceLocation? = nil) {
            self.name = name
            self.wireNames = wireNames
            self.location = location
        }
    }

    /// A principal of `per` whose value is a client parameter's.
    package struct PrincipalBinding: Hashable, Sendable {
        package var principal: String
        package var parameter: String
        package var location: SourceLocation?

        package init(principal: String, parameter: String, location: SourceLocation? = nil) {
            self.principal = principal
            self.parameter = parameter
            self.location = location
        }
    }

    /// nil where no configuration is known, as in a mock server: then every word of `per` is taken as it stands.
    package var clientParameters: [ClientParameter]?
    package var principals: [PrincipalBinding]
    /// What is decided about operations and types.
    package var model = ModelOptions()

    package init(clientParameters: [ClientParameter]? = nil, principals: [PrincipalBinding] = []) {
        self.clientParameters = clientParameters
        self.principals = principals
    }
}
