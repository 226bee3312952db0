extension DiagnosticExplanation {
    /// What is wrong with YAML.
    static let yaml: [DiagnosticCode: DiagnosticExplanation] = [
        .aliasExpansion: .init(
            """
            The aliases of the file add more than 1,000,000 nodes to what is written. Anchors that hold aliases of \
            other anchors grow like this. This is an error: the file is not read.
            """,
            "Write fewer aliases, and let no anchor hold many aliases of another. Use `$ref` for what is shared."),
        .controlCharacter: .init(
            """
            The file holds a control character, such as U+0000 or U+001B, that neither YAML nor JSON allows. It is \
            kept. This is a warning, for the first one of a file.
            """,
            "Remove the character, or write it as an escape in double quotes, such as `\"\\u001b\"`."),
        .duplicateKey: .init(
            """
            A mapping has the same key twice. The last entry counts, and what the earlier one says is lost. Under \
            `--strict` this is an error.
            """,
            "Remove one of the entries, join the two, or give one of them another key."),
        .emptyDocument: .init(
            "The file is empty, or holds nothing but comments. This is an error.",
            """
            Write the document into the file, or give the path of another one. Delete a configuration that says \
            nothing.
            """),
        .encoding: .init(
            """
            The file is not UTF-8. A file in UTF-16 is not read, which is an error. Single bytes that are not UTF-8 \
            are a warning: U+FFFD is read in their place.
            """,
            "Save the file as UTF-8."),
        .keyNotScalar: .init(
            """
            A key of a mapping is itself a list or a mapping. Keys are strings, so the entry is ignored. A key that \
            begins with `{` or `[` is read like this where it has no quotes. Under `--strict` this is an error.
            """,
            "Write the key as a string, in quotes where it begins with `{` or `[`.",
            example: """
                callbacks:
                  opened:
                    '{$request.body#/callbackUrl}':
                      post: { responses: { '204': { description: Received } } }
                """),
        .mergeKey: .init(
            """
            The merge key `<<` belongs to YAML 1.1 and not to YAML 1.2. The members are merged all the same, and those \
            of the mapping itself override them: this is a note. A value that is neither a mapping nor a list of \
            mappings is ignored; under `--strict` that is an error.
            """,
            """
            Nothing needs to change, as long as every reader of the document knows merge keys. Else write the members \
            out, or use `$ref` or `allOf`.
            """),
        .recursiveAlias: .init(
            """
            An alias stands inside the node that its anchor names, so that the node would hold itself. This is an \
            error: the file is not read.
            """,
            "Use `$ref` where a schema refers to itself.",
            example: """
                Room:
                  type: object
                  properties:
                    name: { type: string }
                    next: { $ref: '#/components/schemas/Room' }
                """),
        .severalDocuments: .init(
            """
            `---` begins a second document in the file. Only the first document is read. Under `--strict` this is an \
            error.
            """,
            "Keep one document in a file."),
        .surrogateEscape: .init(
            """
            A `\\u` escape is one half of a surrogate pair, and the other half is missing. U+FFFD, the replacement \
            character, is read in its place. This is a warning.
            """,
            "Write a character beyond U+FFFF as two escapes, the high half first, or write the character itself.",
            example: """
                title: "Gallery \\uD83D\\uDDBC"
                """),
        .tooDeep: .init(
            """
            Lists and mappings are nested more than 1,000 deep in the file, or schemas lead from one to the next more \
            than 1,000 times with no object between. This is an error.
            """,
            "Nest less. In a chain of schemas, remove the steps that add nothing, or put an object between."),
        .tooLarge: .init(
            "The file has 2 GB or more, which the YAML parser cannot read. This is an error.",
            """
            Split the file, and connect the parts by `$ref`. `paceline` reads files of up to 64 MiB, and 256 MiB \
            together.
            """),
        .unknownAnchor: .init(
            "An alias `*name` has no anchor `&name` before it. This is an error: the file is not read.",
            "Put the anchor before the alias. A string that begins with `*` needs quotes."),
        .unknownYAMLTag: .init(
            """
            A value has a YAML tag that is not known, such as `!money`. The tag is ignored, and a scalar with it is \
            read as a string. This is a warning.
            """,
            "Remove the tag."),
        .wrongYAMLTag: .init(
            """
            A value does not have the type of its YAML tag, as in `!!int twelve`. It is read as a string. This is a \
            warning.
            """,
            "Correct the value, or remove the tag."),
        .yamlSyntax: .init(
            """
            The file is neither YAML nor JSON: a bracket or a quote is not closed, the indentation is wrong, or a \
            string needs quotes. This is an error. In a file to which a `$ref` leads it is a warning, an error only \
            under `--strict`, and the references into that file cannot be followed.
            """,
            """
            Correct the line or the one above it. A string that holds `: ` or ` #`, or begins with `@`, `*`, `%` or a \
            backquote, needs quotes.
            """,
            example: """
                description: 'Opening hours: daily from 9 to 17'
                """),
    ]
}
