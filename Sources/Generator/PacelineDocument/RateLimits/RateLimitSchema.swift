/// The schema for editors of documents, as far as limits go.
package enum RateLimitSchema {
    package static let text: String = {
        var definitions = ShapeSchema.Definitions()
        let root = ref(definitions.define(RateLimitShapes.root))
        let attached = SchemaJSON.object(definitions.schema(RateLimitShapes.attached))
        let pagination = ref(definitions.define(PaginationShapes.operation))
        let stream = ref(definitions.define(StreamDeclaration.shape))
        let limits = "#/$defs/x-rate-limit"
        let own: [(String, SchemaJSON)] = [
            (
                "x-rate-limit",
                [
                    "description": """
                    What this operation (or each of this path or tag) takes of the policies that it names. The \
                    operation's word overrides the path's, and that the tags', of which the highest cost counts.
                    """,
                    "type": "object", "patternProperties": ["^x-": true], "additionalProperties": attached,
                ]
            ),
            ("path-item", pathItem), ("operation", operation), ("repetition", repetition),
            ("pages", ["properties": ["x-pagination": pagination]]), ("parameter", parameter), ("variants", variants),
            ("variant", variant),
        ]
        let members: [(String, SchemaJSON)] = [
            (
                "description",
                """
                An OpenAPI 3.x document as far as its limits, pages and streams go: `x-rate-limits` at the root, \
                `x-rate-limit`, `x-pagination`, `x-stream` and `x-variants` where they may stand. It asks nothing of \
                the rest of the document, so it can be used beside a schema for OpenAPI. It allows what Paceline \
                reads. Refused are unknown members of a variant, values of another type there, and other dialects of \
                these extensions, about which Paceline only warns. That a tag, an operation or a parameter exists is \
                beyond a schema; `paceline` checks it.
                """
            ),
            (
                "properties",
                [
                    "x-rate-limits": root,
                    "operations": [
                        "description": """
                        In a limits file: what `x-rate-limit` would hold at operations, by their ids, whether they may \
                        be repeated, how their pages follow one another, and how they answer in streams.
                        """,
                        "additionalProperties": [
                            "allOf": [
                                ref("x-rate-limit"), ref("repetition"), ref("pages"),
                                ["properties": ["x-stream": stream]],
                            ]
                        ],
                    ],
                    "paths": ["patternProperties": ["^/": ref("path-item")]],
                    "tags": ["items": ["properties": ["x-rate-limit": ["$ref": .string(limits)]]]],
                    "components": [
                        "properties": [
                            "pathItems": ["additionalProperties": ref("path-item")],
                            "parameters": ["additionalProperties": ref("parameter")],
                        ]
                    ],
                ]
            ),
        ]
        return ShapeSchema.text(
            members, own + definitions.all, id: "urn:paceline:x-rate-limits",
            title: "OpenAPI document with declared rate limits")
    }()

    private static func ref(_ definition: String) -> SchemaJSON { ["$ref": .string("#/$defs/\(definition)")] }

    private static let pathItem: SchemaJSON = [
        "properties": ["x-rate-limit": ref("x-rate-limit"), "parameters": ["items": ref("parameter")]],
        "patternProperties": .object([("^(\(PathItem.methods.joined(separator: "|")))$", ref("operation"))]),
    ]

    private static let operation: SchemaJSON = [
        "properties": [
            "x-rate-limit": ref("x-rate-limit"),
            "parameters": ["items": ref("parameter")],
            "x-stream": ref("x-stream"),
            "x-variants": ref("variants"),
        ],
        "allOf": [ref("repetition"), ref("pages")],
    ]

    private static let repetition: SchemaJSON = [
        "properties": [
            "x-idempotent": [
                "description":
                    "Whether repeating the call has no other effect than making it once. Default: by its method.",
                "type": "boolean",
            ],
            "x-idempotency-key": [
                "description": """
                The header field for a key that makes a request safe to repeat, where no parameter is declared for it. \
                The client makes the key.
                """,
                "type": "string", "pattern": .string(TextForm.idempotencyField.pattern ?? ""),
            ],
        ]
    ]

    private static let parameter: SchemaJSON = [
        "properties": [
            "x-idempotency-key": [
                "description": """
                Whether this header field holds a key that makes a request safe to repeat. Default: if it is called \
                `Idempotency-Key`.
                """,
                "type": "boolean",
            ]
        ]
    ]

    private static let variants: SchemaJSON = [
        "description": """
        Several calls on one method and path. The keys are their `operationId`s, unique in the document; the operation \
        itself is then no call of its own.
        """,
        "type": "object", "propertyNames": ["minLength": 1], "additionalProperties": ref("variant"),
    ]

    private static let scalar: SchemaJSON = ["type": ["string", "number", "boolean"]]

    /// A variant is read as OpenAPI's own objects are, so that its members stand in ``Variant``.
    private static let variant: SchemaJSON = [
        "description": "One of several calls on a method and path. What it does not say itself is its operation's.",
        "type": "object",
        "properties": [
            "summary": ["description": "What the call does, in a line.", "type": "string"],
            "description": ["description": "What is to be known about the call.", "type": "string"],
            "tags": [
                "description": "The tags of the call, in place of the operation's.", "type": "array", "items": scalar,
            ],
            "externalDocs": ["description": "Where more is said about the call.", "type": "object"],
            "fixes": [
                "description": """
                Constants of the call by the part of the request that they fill: `$request.body#/name`, \
                `$request.query.name` or `$request.header.name`. They are hidden from the caller.
                """,
                "type": "object",
                "propertyNames": ["pattern": "^\\$request\\.(body#/[^/]+|query\\..+|header\\..+)$"],
                "additionalProperties": scalar,
            ],
            "requestBody": [
                "description": """
                The body of the call, in place of the operation's: a Request Body Object or a reference to one.
                """,
                "type": "object",
            ],
            "parameters": [
                "description": """
                The parameters of the call, in place of the operation's own: Parameter Objects or references.
                """,
                "type": "array", "items": ["type": "object"],
            ],
            "responses": [
                "description": """
                The responses of the call by status, in place of the operation's: Response Objects or references.
                """,
                "type": "object",
            ],
            "x-rate-limit": [
                "description": "What the call takes of named policies, before what its operation says.",
                "$ref": "#/$defs/x-rate-limit",
            ],
            "x-stream": [
                "description": "How the call answers in a stream, in place of what its operation says.",
                "$ref": "#/$defs/x-stream",
            ],
            "x-idempotent": [
                "description": """
                Whether repeating the call has no other effect than making it once, in place of the operation's.
                """,
                "type": "boolean",
            ],
            "x-idempotency-key": [
                "description": "The header field for the call's idempotency key, in place of the operation's.",
                "type": "string",
            ],
            "x-pagination": [
                "description": "How the pages of the call's list follow one another, in place of the operation's.",
                "$ref": "#/$defs/x-pagination",
            ],
            "deprecated": ["description": "Whether the call should no longer be used.", "type": "boolean"],
        ],
        "patternProperties": ["^x-": true],
        "additionalProperties": false,
    ]
}
