import PacelineDocument
import PacelineModel

extension SampleMaker.Run {
    /// Texts longer than this are not made, whatever a document asks for.
    private static let longestText = 10_000

    /// A string: of the format, matching the pattern, or a plain one of a fitting length.
    func text(_ parts: [Schema]) -> Sample {
        var candidates: [String] = []
        if let format = parts.first(\.format) {
            if let format = TextFormat(rawValue: format) { candidates.append(format.sample(variant: variant)) }
            if format == "binary" { candidates.append("sample") }
        }
        for pattern in parts.compactMap(\.pattern).compactMap({ PatternSample($0) }) {
            candidates += [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256].map {
                pattern.text(extra: $0, variant: variant)
            }
        }
        candidates.append(plainText(parts))
        return .string(candidates.first { check.allows(.string($0), by: parts) } ?? candidates[0])
    }

    private func plainText(_ parts: [Schema]) -> String {
        let least = min(parts.compactMap(\.minLength).max() ?? 0, Self.longestText)
        let most = max(0, parts.compactMap(\.maxLength).min() ?? .max)
        let suffix = variant == 0 ? "" : String(variant)
        let word = String(repeating: "string", count: max(1, (least + 5) / 6))
        let length = max(least, min(word.count, 6))
        return String((word.prefix(max(0, length - suffix.count)) + suffix).prefix(most))
    }

    /// A number: one if it may be, else the nearest to a bound that is allowed.
    func number(_ parts: [Schema], isWhole: Bool) -> Sample {
        let multiple = parts.compactMap(\.multipleOf).max()
        let step = multiple.map { isWhole ? max(1, $0) : $0 } ?? (isWhole ? 1 : 0.5)
        let low = parts.compactMap(\.minimum?.value).max()
        let high = parts.compactMap(\.maximum?.value).min()
        let plain = multiple == nil && !isWhole ? 1.5 : step
        var candidates = [plain + Double(variant) * (isWhole ? step : max(step, 1))]
        if let low {
            let first = (low / step).rounded(.up) * step
            candidates += (0...1).map { first + Double(variant + $0) * step } + [low]
        }
        if let high {
            let last = (high / step).rounded(.down) * step
            candidates += (0...1).map { last - Double(variant + $0) * step } + [high]
        }
        if let low, let high { candidates.append(low / 2 + high / 2) }
        candidates.append(0)
        let samples = candidates.filter(\.isFinite).map { Sample.quantity($0) }
        return samples.first { check.allows($0, by: parts) } ?? samples.first ?? .number("0")
    }
}
