/// What can be said to editors of a policy's members together, beyond which there are.
extension RateLimitShapes {
    static let policyRules: SchemaJSON = [
        "allOf": [
            [
                // What a policy is like may have the members that it needs.
                "if": ["not": ["required": ["like"]]],
                "then": [
                    "anyOf": [["required": ["quota"]], ["required": ["concurrency"]], ["required": ["refusal"]]],
                    "dependentRequired": [
                        "quota": ["window"], "window": ["quota"], "burst": ["quota"], "algorithm": ["quota"],
                        "granularity": ["quota"], "align": ["quota", "algorithm"], "timezone": ["align"],
                    ],
                    "dependentSchemas": [
                        "plans": ["anyOf": [["required": ["quota"]], ["required": ["concurrency"]]]]
                    ],
                    "if": ["properties": ["algorithm": ["const": "token-bucket"]], "required": ["algorithm"]],
                    "then": ["required": ["burst"]],
                ],
            ],
            [
                "$comment": "A quota and a concurrency are two policies.",
                "not": [
                    "required": ["concurrency"], "anyOf": [["required": ["quota"]], ["required": ["window"]]],
                ],
            ],
            [
                "$comment": "A place among those at a time is taken until the response ends, whatever it says.",
                "not": [
                    "required": ["concurrency"],
                    "anyOf": [
                        ["required": ["counts"]],
                        ["required": ["cost"], "properties": ["cost": ["type": "object", "required": ["settle"]]]],
                    ],
                ],
            ],
            [
                "$comment": "What only one algorithm has.",
                "if": ["required": ["algorithm"]],
                "then": [
                    "allOf": [
                        [
                            "if": ["properties": ["algorithm": ["const": "fixed"]]],
                            "else": ["not": ["anyOf": [["required": ["align"]], ["required": ["timezone"]]]]],
                        ],
                        [
                            "if": ["properties": ["algorithm": ["const": "token-bucket"]]],
                            "else": ["not": ["required": ["burst"]]],
                        ],
                    ]
                ],
            ],
            [
                "if": ["properties": ["align": ["const": "calendar"]]],
                "else": ["not": ["required": ["timezone"]]],
            ],
            [
                "$comment": "A quota below the cost of a request blocks it; a bucket holds its burst, not its quota.",
                "if": [
                    "anyOf": [
                        ["required": ["burst"]], ["required": ["cost"]], ["required": ["per"]], ["required": ["like"]],
                    ]
                ],
                "else": ["properties": ["quota": ["minimum": 1]]],
            ],
        ]
    ]

    static let refusalRules: SchemaJSON = [
        "allOf": [
            ["anyOf": [["required": ["status"]], ["required": ["message"]], hasExpression]],
            [
                "$comment": "A success refuses only by what else it says.",
                "if": ["anyOf": [["required": ["message"]], hasExpression]],
                "else": [
                    "properties": ["status": ["not": ["anyOf": [success, ["type": "array", "contains": success]]]]]
                ],
            ],
        ]
    ]

    private static let hasExpression: SchemaJSON = ["not": ["propertyNames": ["not": ["pattern": "^\\$"]]]]

    private static let success: SchemaJSON = [
        "anyOf": [
            ["type": "integer", "minimum": 200, "maximum": 299],
            ["type": "string", "pattern": "^2([0-9]{2}|[xX]{2})$"],
        ]
    ]
}
