import PacelineDiagnostics
import PacelineLowering
import Testing

/// Examples that are not as their format has it.
struct ExampleFormatTests {
    private static let rides = """
        paths:
          /rides:
            get:
              operationId: listRides
              responses:
                '200':
                  description: The rides.
                  content:
                    application/json:
                      schema: { type: array, items: { $ref: '#/components/schemas/Ride' } }
                      example:
                        - { start: 2024-01-01 20:10:40, day: 2024-01-01, stops: [2024-01-01T20:10:40Z, '20:10'] }
                        - { start: 2024-01-01T20:10:40.123+0000, day: 01/01/2024, seal: '!', end: null }
        components:
          schemas:
            Ride:
              type: object
              properties:
                start: { type: string, format: date-time, example: 2024-01-01T20:10:40 }
                end: { type: [string, 'null'], format: date-time, examples: [null, 2024-01-01T20:10:40z, tomorrow] }
                day: { type: string, format: date, example: 2024-01-01T00:00:00Z }
                stops: { type: array, items: { type: string, format: date-time } }
                seal: { type: string, format: byte, example: aGVsbG8= }
                note: { type: string, example: 2024-01-01 }

        """

    private static let places = [
        "12:28", "12:96", "13:28", "13:63", "13:81", "19:60", "20:98", "21:53",
    ]

    @Test func eachIsNamedOnceWithItsPlace() {
        let loading = Loading(Self.rides)
        #expect(loading.said == Self.places.map { "\($0) example-contradicts-format" })
        #expect(loading.diagnostics.diagnostics.allSatisfy { $0.severity == .untidy })
        #expect(
            loading.diagnostics.diagnostics.last?.message == "the example `2024-01-01T00:00:00Z` is not a valid `date`")
        #expect(loading.diagnostics.diagnostics.last?.hint == "what follows the day is ignored")
    }

    /// The hint says whether such a response will be read.
    @Test func theHintIsTrueOfTheConfiguration() {
        let lenient = Loading(Self.rides).diagnostics.diagnostics.compactMap(\.hint)
        #expect(lenient.filter { $0.hasPrefix("such a response cannot be read") }.count == 4)
        var options = LoweringOptions()
        options.model.datesAreStrict = true
        let strict = Loading(Self.rides, options: options).diagnostics.diagnostics.compactMap(\.hint)
        #expect(strict.filter { $0.hasPrefix("such a response cannot be read") }.count == 8)
    }

    /// An example of aliases that double at each level is given up and not walked for ever.
    @Test func aliasesDoNotMultiplyTheWork() {
        var levels = "l0: &l0 [x, x]\n"
        for level in 1..<40 { levels += "      l\(level): &l\(level) [*l\(level - 1), *l\(level - 1)]\n" }
        let loading = Loading(
            """
            components:
              schemas:
                Deep:
                  type: object
                  additionalProperties: { $ref: '#/components/schemas/Tree' }
                  example:
                  \(levels)
                Tree: { anyOf: [{ type: string }, { type: array, items: { $ref: '#/components/schemas/Tree' } }] }

            """)
        #expect(loading.said.allSatisfy { !$0.hasSuffix("example-contradicts-format") })
    }
}
