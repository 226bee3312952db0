/// A link of a response: where its values lead (OpenAPI 3.1, section 4.8.20). A client cannot act on it.
package struct Link: Hashable, Sendable {
    package var name: String
    /// The id of the operation to which it leads, or a reference to one; nil when the document names none.
    package var target: String?
    /// The parameters of that operation, with the expressions that give their values.
    package var parameters: [Parameter]
    package var description: String?

    package struct Parameter: Hashable, Sendable {
        package var name: String
        package var expression: String

        package init(name: String, expression: String) {
            self.name = name
            self.expression = expression
        }
    }

    package init(name: String, target: String?, parameters: [Parameter] = [], description: String? = nil) {
        self.name = name
        self.target = target
        self.parameters = parameters
        self.description = description
    }
}

/// A request that the server sends in return for one (OpenAPI 3.1, section 4.8.18). A client cannot act on it.
package struct Callback: Hashable, Sendable {
    package var name: String
    package var method: String
    /// The expression that gives the URL.
    package var expression: String
    package var description: String?

    package init(name: String, method: String, expression: String, description: String? = nil) {
        self.name = name
        self.method = method
        self.expression = expression
        self.description = description
    }
}
