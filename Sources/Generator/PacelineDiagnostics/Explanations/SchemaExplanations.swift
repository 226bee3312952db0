extension DiagnosticExplanation {
    /// What is wrong with schemas.
    static let schemas: [DiagnosticCode: DiagnosticExplanation] = [
        .conflictingSchemas: .init(
            """
            Schemas that hold together contradict each other. Where parts of `allOf` declare one property with \
            different types, the last part counts. An alternative that is not an object, beside properties, is \
            ignored. Where the parts of a schema allow no type in common, any JSON value is read and written. Under \
            `--strict` this is an error.
            """,
            "Give the parts the same type, or make alternatives of them by `oneOf`."),
        .endlessSchema: .init(
            """
            A schema consists of nothing but itself, as by an `allOf` or a `oneOf` that holds only a reference to it. \
            It is read and written as any JSON value. Under `--strict` this is an error.
            """,
            "Say what the schema is: give it a `type`, properties or another alternative."),
        .exampleContradictsFormat: .init(
            """
            An example is not a valid `date-time`, `date` or `byte`, which its schema says it is. A usual date in \
            another form, such as one without an offset, is read all the same, unless the configuration says `dates: \
            strict`. A response with any other such value is a decoding error. This is a warning.
            """,
            """
            Correct the example. If the server does send such values, read them as strings, by `types` in the \
            configuration.
            """,
            example: """
                types:
                  formats: { date-time: { swift: String } }
                """),
        .impossibleBounds: .init(
            """
            A lower bound of a schema is above the upper one, such as `minLength: 10` beside `maxLength: 5`, so that \
            no value is valid. This is a warning.
            """,
            "Raise the upper bound, or lower the other."),
        .methodsAlike: .init(
            """
            The methods of two operations of a group would have the same name, such as those of `getContent` and \
            `reposGetContent` in the group `repos`, whose word is taken off. The operation whose id needed no change \
            keeps the name; the other's method has its whole id, or a number. This is a warning.
            """,
            "Choose a name in the configuration, or keep the groups' words.",
            example: """
                names:
                  operations: { reposGetContent: getRepositoryContent }
                """),
        .namesAlike: .init(
            """
            Two names of the document become the same name of a Swift type, such as `exhibit_item` and `ExhibitItem`. \
            One of the types gets another name, and the message says which. This is a warning.
            """,
            "Choose a name in the configuration.",
            example: """
                names:
                  types: { exhibit_item: ExhibitEntry }
                """),
        .needlessDiscriminator: .init(
            """
            A schema has a `discriminator` and no alternatives: neither `oneOf` nor `anyOf`, and no schema that \
            includes it by `allOf`. The discriminator has no effect. This is a warning.
            """,
            "Remove the discriminator, or add the alternatives.",
            example: """
                Exhibit:
                  oneOf:
                    - $ref: '#/components/schemas/Painting'
                    - $ref: '#/components/schemas/Sculpture'
                  discriminator: { propertyName: kind }
                """),
        .needlessKeyword: .init(
            """
            A keyword constrains values of another type than the schema has, such as `minLength` beside `type: \
            integer`. It has no effect. This is a warning.
            """,
            "Remove the keyword, or correct `type`."),
        .overlappingAlternatives: .init(
            """
            Two alternatives allow the same value for a property that would tell them apart. Where nothing else \
            differs, such a value is read as the alternative that comes first. This is a warning.
            """,
            "Add a `discriminator`, or give a required property another `const` in each alternative.",
            example: """
                oneOf:
                  - { type: object, required: [kind], properties: { kind: { const: painting } } }
                  - { type: object, required: [kind], properties: { kind: { const: sculpture } } }
                """),
        .requiredUndeclared: .init(
            """
            `required` lists a property that neither the schema nor what it is combined with declares. The generated \
            type has no such property. This is a warning.
            """,
            "Declare the property, correct its name, or take it off the list."),
        .tooManyAlternatives: .init(
            """
            The alternatives of the document's schemas are too many to be told apart: they have more than 1,500,000 \
            shapes, or more than 5,000,000 members to compare. This is an error.
            """,
            """
            Write a `discriminator`, or a property with another `const` in each alternative. Nest fewer alternatives \
            inside one another.
            """),
        .tooManyParts: .init(
            """
            A schema combines more than 1,000 others, by `allOf`, by references and by conditions, or all schemas \
            together combine more than 1,000,000. This is an error.
            """,
            "Combine fewer schemas: join what always goes together in one."),
        .undeclaredDiscriminator: .init(
            """
            No alternative declares the property that `discriminator` names. It is sent with each of them all the \
            same; a value that comes without it is distinguished by its other properties. This is a warning.
            """,
            "Declare the property in each alternative, and list it in `required`."),
        .unknownType: .init(
            """
            `type` of a schema is not a type of JSON Schema, such as `text`, and the schema accepts any JSON value. \
            Under `--strict` this is an error. In the configuration the code means that `enumerations`, \
            `types.shared` or `conformances` name a type that is not generated, which is always an error.
            """,
            """
            Write `string`, `number`, `integer`, `boolean`, `array`, `object` or `null`. In the configuration, write \
            the name of a schema, or, for a type without a name, of its schema and property, such as `Exhibit.status`.
            """),
        .unreachableAlternative: .init(
            """
            No value is read as this alternative: each value that fits it fits an earlier one as well. Under \
            `--strict` this is an error.
            """,
            "Add a `discriminator`, or give a required property another `const` in each alternative."),
        .unresolvedMapping: .init(
            """
            A value in `mapping` of a `discriminator` leads to no schema, and is not mapped. Under `--strict` this is \
            an error.
            """,
            "Write the name of a schema in `components`, or a reference to one.",
            example: """
                discriminator:
                  propertyName: kind
                  mapping:
                    painting: '#/components/schemas/Painting'
                """),
        .wrongPattern: .init(
            """
            `pattern`, or a key of `patternProperties`, is not a regular expression of ECMA-262, the dialect of \
            JavaScript. The client does not check patterns, and is the same. This is a warning.
            """,
            """
            Correct the expression where the message says. Syntax of other dialects, such as `(?P<name>…)`, is not \
            valid.
            """,
            example: """
                inventoryNumber: { type: string, pattern: '^[A-Z]{2}-[0-9]+$' }
                """),
        .wrongValue: .init(
            """
            `enum`, `const` or `default` has a value that does not fit `type`. A number or a boolean beside `type: \
            string` is read as a string; any other such value is ignored. This is a warning.
            """,
            "Put strings in quotes, or correct `type`.",
            example: """
                floor: { type: string, enum: ['1', '2', '3'] }
                """),
    ]
}
