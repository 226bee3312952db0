import PacelineDocument
import PacelineLowering
import PacelineModel
import PacelineYAML

/// Makes values that satisfy the schemas of a document: the document's own examples where it has any and they fit, else
/// the plainest value that every keyword allows.
///
/// Values are made by the keywords that say what a value is, and then judged by all of them; of several alternatives
/// the first is taken with which the whole is valid. Lists end: a member that leads to a further page is left out, or
/// says that there is none.
struct SampleMaker: Sendable {
    let document: Document
    let patterns: PatternCache
    /// The schemas of `components` that join another one by `allOf`, with their names, by that one.
    private let children: [Schema: [(name: String, schema: Schema)]]
    /// JSON values of a sample after which optional members are left out.
    private let budget: Int

    init(_ document: Document, patterns: PatternCache, budget: Int = 1_000) {
        self.document = document
        self.patterns = patterns
        self.budget = budget
        var children: [Schema: [(name: String, schema: Schema)]] = [:]
        for named in document.components.schemas {
            for base in named.value.allOf.compactMap(document.resolve) {
                children[base, default: []].append((named.name, named.value))
            }
        }
        self.children = children
    }

    var check: SchemaCheck { SchemaCheck(document, .answered, patterns: patterns) }

    /// A value.
    ///
    /// - Parameters:
    ///   - schema: what it has to satisfy; anything will do without one.
    ///   - example: the document's example at the place where the schema is used. Parts of it that do not fit are
    ///     replaced, and required members that it lacks are added.
    func sample(of schema: Schema?, example: Node? = nil) -> Sample {
        let example = example.map { Sample($0) }
        guard let schema else { return example.map(\.withoutFurtherPages) ?? .object([]) }
        var run = Run(maker: self, budget: budget)
        if let example, let fitted = run.fitted(example, to: [schema]), check.allows(fitted, by: [schema]) {
            return fitted
        }
        // Only a schema that requires itself without end has no value at all.
        return run.value(of: [schema]) ?? example ?? .object([])
    }

    /// So many values, which differ where the schema lets them.
    func samples(of schema: Schema, count: Int) -> [Sample] {
        (0..<count).map { index in
            var run = Run(maker: self, budget: budget)
            run.variant = index
            return run.value(of: [schema]) ?? .object([])
        }
    }

    /// What a schema with a discriminator and no alternatives stands for: the schemas that join it.
    func children(of base: Schema) -> [(name: String, schema: Schema)] { children[base, default: []] }

    /// One sample, as far as it is made.
    struct Run {
        let maker: SampleMaker
        /// Values left before optional members are dropped; what is required goes on until ``emptiest``.
        var budget: Int
        /// Which of several equally plain values is taken, so that the items of a list can differ.
        var variant = 0
        /// What the value under construction stands in, to notice what holds itself.
        var holders: Set<Schema> = []
        /// How many values the value under construction stands in.
        var depth = 0

        var document: Document { maker.document }
        var check: SchemaCheck { maker.check }

        /// Past this many values inside one another, only what is required is filled in.
        static let depthOfOptionals = 8
        private static let deepest = 64
        private static let emptiest = -2_000
        /// Ways to choose among alternatives that are tried.
        private static let mostChoices = 24

        /// A value that satisfies all the schemas, or comes near; nil when every such value would hold itself, or be
        /// too large.
        mutating func value(of schemas: [Schema]) -> Sample? {
            let heads = Set(schemas.compactMap(document.resolve))
            guard depth < Self.deepest, budget > Self.emptiest, heads.isEmpty || !heads.isSubset(of: holders) else {
                return nil
            }
            let added = heads.subtracting(holders)
            holders.formUnion(added)
            (budget, depth) = (budget - 1, depth + 1)
            defer {
                holders.subtract(added)
                depth -= 1
            }
            let parts = document.parts(of: schemas)
            guard !parts.contains(where: { $0.boolean == false }) else { return nil }
            if let written = writtenValue(of: parts, schemas) { return written }
            var nearest: Sample?
            for choice in choices(of: parts) {
                for isSparse in [false, true] {
                    guard let value = made(choice, isSparse: isSparse) else { break }
                    if check.allows(value, by: schemas) { return value }
                    nearest = nearest ?? value
                    // What is no object has no members to leave out.
                    guard case .object = value else { break }
                }
            }
            let others = parts.compactMap(\.defaultValue).map { Sample($0) } + [.null]
            return others.first { check.allows($0, by: schemas) } ?? nearest
        }

        /// The value that the schemas write down themselves: an example that fits, a constant, one of an enumeration.
        private mutating func writtenValue(of parts: [Schema], _ schemas: [Schema]) -> Sample? {
            if variant == 0 {
                for example in parts.flatMap(\.examples) {
                    guard let fitted = fitted(Sample(example), to: schemas) else { continue }
                    if check.allows(fitted, by: schemas) { return fitted }
                }
            }
            return namedValue(of: parts)
        }

        /// The constant of the schemas, or one of the values that they enumerate; nil without any that all of them
        /// allow.
        func namedValue(of parts: [Schema]) -> Sample? {
            let values = parts.first(\.constant).map { [$0] } ?? parts.first(\.enumeration) ?? []
            let allowed = values.map { Sample($0) }.filter { check.allows($0, by: parts) }
            // Null is the least that one can say.
            let informative = allowed.filter { $0 != .null }
            return informative.isEmpty ? allowed.first : informative[variant % informative.count]
        }

        /// The schemas with one of the alternatives of each choice among them, the plainest first.
        private func choices(of parts: [Schema]) -> [Choice] {
            var choices: [Choice] = []
            var waiting = [Choice(parts: parts)]
            while let choice = waiting.popLast(), choices.count < Self.mostChoices {
                guard let (index, groups) = choice.open(in: self) else {
                    choices.append(choice)
                    continue
                }
                var rest: [Choice] = []
                for alternative in groups where rest.count < Self.mostChoices {
                    // One that is chosen already adds nothing; one that holds this value would hold itself.
                    let heads = Set(alternative.schemas.compactMap(document.resolve)).subtracting(choice.parts)
                    guard heads.isEmpty || !heads.isSubset(of: holders) else { continue }
                    var next = choice
                    next.settled.insert(index)
                    next.add(document.parts(of: alternative.schemas), tagged: alternative.tag)
                    rest.append(next)
                }
                waiting += rest.reversed()
            }
            let first = choices.isEmpty ? 0 : variant % choices.count
            return Array(choices[first...] + choices[..<first])
        }
    }
}
