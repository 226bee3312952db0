package import PacelineYAML

/// What a document tells about limits without declaring them: where it documents 429, which header fields about quotas
/// responses have, which limits descriptions state, and what stands in the vocabularies of others.
package struct LimitEvidence: Sendable {
    /// Every call, in document order.
    package let operations: [Operation]
    /// The numbers of the operations that document 429, in document order.
    package let refusing: [Int]
    /// The header fields, in the order in which they are first declared.
    package let fields: [QuotaField]
    /// The limits that descriptions state, in document order.
    package let stated: [StatedLimit]
    /// What stands in other vocabularies, in document order.
    package let foreign: [ForeignLimit]

    /// Whether the document tells nothing.
    package var isEmpty: Bool { refusing.isEmpty && fields.isEmpty && stated.isEmpty && foreign.isEmpty }

    /// A limit that descriptions state.
    package struct StatedLimit: Sendable {
        package var limit: ProseLimit
        /// The descriptions that state it.
        package var descriptions: [Node]
        package var scope: LimitScope
        /// The paths that the sentence names.
        package var paths: NamedPaths
        /// The security scheme whose description states it.
        package var scheme: String?
    }

    /// Looks through a document.
    ///
    /// - Complexity: O(n) in the operations with their responses, and in the lengths of the descriptions.
    package init(of document: Document) {
        operations = document.operations
        refusing = document.refusingOperations
        let responses = ResponsesByOperation(document)
        fields = responses.quotaFields()
        foreign = document.foreignLimits.all
        stated = Self.stated(
            in: DescriptionList(document, responses).descriptions, NamedPaths.Index(document.operations))
    }

    /// Equal numbers are one limit: descriptions repeat themselves.
    private static func stated(
        in descriptions: [DescriptionList.Description], _ index: NamedPaths.Index
    ) -> [StatedLimit] {
        struct Key: Hashable {
            let limit: ProseLimit
            let paths: NamedPaths
        }
        var limits: [StatedLimit] = []
        var places: [Key: Int] = [:]
        for description in descriptions {
            for limit in ProseLimit.all(in: description.text, isAboutLimits: description.isAboutLimits) {
                let paths = NamedPaths(in: limit.quote, index)
                var numbers = limit
                (numbers.quote, numbers.principal) = ("", nil)
                let key = Key(limit: numbers, paths: paths)
                if let place = places[key] {
                    limits[place].scope.add(description.scope)
                    limits[place].limit.principal = limits[place].limit.principal ?? limit.principal
                    if limits[place].descriptions.last != description.node {
                        limits[place].descriptions.append(description.node)
                    }
                } else {
                    places[key] = limits.count
                    limits.append(
                        StatedLimit(
                            limit: limit, descriptions: [description.node], scope: description.scope,
                            paths: paths, scheme: description.scheme))
                }
            }
        }
        return limits
    }
}

/// To which operations something applies that a document says.
package enum LimitScope: Hashable, Sendable {
    case all
    /// The operations of these numbers, sorted.
    case some([Int])

    /// Adds other operations.
    mutating func add(_ other: LimitScope) {
        switch (self, other) {
        case (.some(let own), .some(let others)): self = .some(Set(own).union(others).sorted())
        case (.all, _), (_, .all): self = .all
        }
    }
}

extension Document {
    /// The numbers of the operations that document 429. A `4XX` or `default` says nothing about it.
    var refusingOperations: [Int] {
        operations.indices.filter { operations[$0].responses.contains { $0.name == "429" } }
    }
}
