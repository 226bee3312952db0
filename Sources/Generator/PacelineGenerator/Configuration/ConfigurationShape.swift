package import PacelineDocument
import PacelineModel
import PacelineDiagnostics
import PacelinePolicy
import PacelineSwiftViews

/// What a configuration may hold.
extension Configuration {
    package static let shape = MappingShape(
        "the configuration",
        "What `paceline.yaml` decides about a generated client. Every member has a default; few have a reason to be set.",
        [
            .optional(
                "module", .form(.name),
                """
                The client's name, and the API's name in the keys of its limits. Default: the target's name with the \
                build plugin, else the document's title.
                """),
            .optional(
                "access", .word(FileHeader.Access.allCases.map(\.rawValue)),
                "The access level of the generated code: `public` for a library that others import. Default: `internal`."
            ),
            .optional(
                "layout", .word(OutputLayout.allCases.map(\.rawValue)),
                """
                How the generated code is divided into files: one per group of operations, or shards of about the same \
                size. Default: `groups`.
                """),
            .optional(
                "only", .word(GeneratedPart.allCases.map(\.rawValue)),
                """
                What is generated: with `limits`, policies and operations for requests that another client makes, and \
                no client. Default: all.
                """),
            .optional(
                "output", .form(.name), "The folder into which the client is generated, relative to this file."),
            .optional(
                "limits", .form(.name),
                """
                The file that declares the rate limits of a document which does not, relative to this file: \
                `x-rate-limits` as it would stand in the document, and `operations` in place of `x-rate-limit`.
                """),
            .optional(
                "templates", .form(.name),
                """
                A folder with templates that take the place of those of their names, relative to this file. `paceline \
                templates export DIR` writes ours.
                """),
            .optional(
                "client", .nullable(.members(Shapes.client)), "What the client itself is given once, for all calls."),
            .optional(
                "filter", .nullable(.members(Shapes.filter)),
                """
                Which operations are generated; types that none of them uses are not generated then. Default: all \
                operations.
                """),
            .optional(
                "pagination", .nullable(.members(PaginationShapes.convention)),
                """
                How the pages of lists follow one another, of all operations that have the parameter. Default: as each \
                operation says in `x-pagination`.
                """),
            .optional(
                "names", .nullable(.members(Shapes.names)),
                "What things are called in Swift where the default name will not do."),
            .optional(
                "types", .nullable(.members(Shapes.types)),
                """
                Types of your own in place of the document's, which must conform to `JSONValue`; and one type for \
                several enumerations.
                """),
            .optional(
                "enumerations", .nullable(.members(Shapes.enumerations)),
                "How enumerations take unknown values. Default: they preserve them."),
            .optional(
                "conformances", Shapes.conformances,
                """
                What the compiler synthesises for structs and unions, and all that they hold: a list for all types, or \
                by conformance `all` or the types. It costs compile time. Default: all are `Hashable` by what they \
                write as JSON; with `none`, they are not.
                """),
            .optional(
                "dates", .word(DateForms.allCases.map(\.rawValue)),
                """
                How dates of responses are read: `lenient` (the default) takes other forms of ISO 8601 besides RFC \
                3339's, such as a time without an offset, which is UTC; `strict` makes them decoding errors. They are \
                always written as RFC 3339 has them.
                """),
        ])

    /// The forms of dates that are read.
    enum DateForms: String, CaseIterable { case lenient, strict }
}

/// The parts of a configuration.
private enum Shapes {
    static let client = MappingShape(
        "`client`",
        [
            .optional(
                "parameters", .nullable(.mapping(keys: .argument, .oneOrMore(.form(.parameter)))),
                """
                Parameters that the client's initialiser takes, so that the methods do not: the name in Swift, and the \
                name (or names) in the document.
                """),
            .optional(
                "principals", .nullable(.mapping(keys: .principal, .form(.name))),
                "Whom limits are counted for: a word of `per`, and the client parameter that holds its value."),
        ])

    static let filter = MappingShape(
        "`filter`",
        [
            .optional(
                "include", .nullable(OperationSelector.shapes),
                "The operations that are generated. Of a list of selectors any will do."),
            .optional(
                "exclude", .nullable(OperationSelector.shapes),
                "The operations that are not generated although they are included."),
        ])

    static let names = MappingShape(
        "`names`",
        [
            .optional(
                "acronyms", .list(.form(.acronym)),
                "Words that are written in capitals, besides those that always are."),
            .optional(
                "groupWords", .word(["drop", "keep"]),
                """
                Whether methods keep the words of their groups: `reposGetContent` of the group `repos` is \
                `client.repos.getContent` where they are dropped. Default: `drop`.
                """),
            .optional(
                "untagged", .word(["paths", "client"]),
                """
                Where the methods stand if no operation has a tag: in groups named by the first part of their paths, or \
                on the client itself. Default: `paths`.
                """),
            .optional("operations", choices, "Methods: the operation's id, and the name in Swift."),
            .optional(
                "types", choices,
                """
                Types: the schema's name in the document, and the name in Swift. `Pet.status` is the type of that \
                property.
                """),
            .optional(
                "members", .nullable(.mapping(choices)),
                """
                Properties, cases and parameters: under the type's or the operation's name in the document, the \
                member's name (an enumeration's value) there and the name in Swift.
                """),
        ])

    static let choices = Shape.nullable(.mapping(.form(.swiftName)))

    static let types = MappingShape(
        "`types`",
        [
            .optional("schemas", overrides, "By the schema's name in `components`."),
            .optional("formats", overrides, "By the `format` of strings and numbers."),
            .optional(
                "shared", .nullable(.mapping(.list(.form(.name)))),
                """
                One type for enumerations of equal values that stand at several places: its name, or that of a schema \
                in `components`, and the places, such as `listFiles.order` or `Pet.status`.
                """),
        ])

    static let overrides = Shape.nullable(
        .mapping(
            .members(
                MappingShape(
                    "a type of your own", "A type of your own, and where it is from.",
                    hint: { "such as `{ swift: \($0) }`" },
                    [
                        .required("swift", .form(.qualifiedName), "The type as Swift code writes it."),
                        .optional("import", .form(.qualifiedName), "The module to be imported for it."),
                    ]))))

    static let enumerations = MappingShape(
        "`enumerations`",
        [.optional("closed", typeNames, "The enumerations for which another value is a decoding error.")])

    static let conformances = Shape.either([
        .word(["none"]),
        .list(.word(Conformance.allCases.map(\.rawValue))),
        .nullable(
            .members(
                MappingShape(
                    "`conformances`",
                    [
                        .optional("Equatable", typeNames, "The types that can be compared."),
                        .optional("Hashable", typeNames, "The types that can be hashed, and so compared."),
                    ]))),
    ])

    /// All types, or a list of their names.
    static let typeNames = Shape.either([.word(["all"]), .list(.form(.name))])
}

extension TextForm {
    /// An argument of the client's initialiser.
    fileprivate static let argument = identifier("the name of an argument")
    fileprivate static let swiftName = identifier("a name in Swift")

    private static func identifier(_ name: String) -> TextForm {
        // Beyond ASCII a pattern cannot tell letters from signs in every engine, so there all is allowed.
        let pattern = #"^(?!_+$)(?![0-9])[^\u0000-/:-@\[-\^`{-\u007f]+$"#
        return TextForm(name, plural: "names in Swift", pattern: pattern) { text in
            isIdentifier(text)
                ? nil
                : Problem(
                    .wrongName, "`\(text)` cannot be \(name)",
                    hint: "letters, digits and `_`, not beginning with a digit")
        }
    }

    /// A type in a module, or a module: a module may be one of its parts (`Foundation.NSURL`).
    fileprivate static let qualifiedName = TextForm(
        "a type or a module", plural: "types", pattern: #"^(?![0-9])[^\u0000-\u002d\u002f:-@\[-\^`{-\u007f]+$"#
    ) { text in
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isIdentifier)
            ? nil
            : Problem(
                .wrongName, "`\(text)` cannot be a type or a module", hint: "names of Swift, with dots between")
    }

    fileprivate static let acronym = TextForm(
        "a word", plural: "words", pattern: #"^[^\u0000-/:-@\[-`{-\u007f]+$"#
    ) { text in
        text.allSatisfy { $0.isLetter || $0.isNumber } && text.contains(where: \.isLetter)
            ? nil : Problem(.wrongName, "`\(text)` is not a word", hint: "letters and digits only")
    }

    fileprivate static let parameter = TextForm("a parameter's name", plural: "parameters' names", pattern: nil) { _ in
        nil
    }

    fileprivate static let principal = TextForm(
        "a principal", plural: "principals",
        pattern: "^(\(RateLimitPartition.principals.joined(separator: "|")))$"
    ) { text in
        RateLimitPartition.principals.contains(text)
            ? nil
            : Problem(
                .unknownPrincipal, "`\(text)` is not a principal",
                hint: Suggestion.hint(for: text, among: RateLimitPartition.principals))
    }

    private static func isIdentifier(_ text: some StringProtocol) -> Bool {
        text.first.map { $0.isLetter || $0 == "_" } == true
            && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && text.contains { $0 != "_" }
    }
}
