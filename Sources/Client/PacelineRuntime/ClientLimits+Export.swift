import PacelineLimiter

extension ClientLimits {
    /// A file of limits with what this client found out where its document declares nothing: for `--limits` of the
    /// generator, when somebody has looked at it.
    ///
    /// What servers told stands as policies, each for the operations that draw on it. What was guessed from refusals
    /// stands in comments. The text is empty while nothing is known.
    public func export() -> String {
        let found = observed(among: limiter.snapshot()).filter { $0.window != nil }
        guard !found.isEmpty else { return "" }
        var names: Set<String> = []
        let policies = found.compactMap { bucket -> LearnedPolicy? in
            let operations = operations(of: bucket)
            // What no operation draws on any more is no limit of all.
            return operations.isEmpty ? nil : LearnedPolicy(bucket, operations: operations, &names)
        }
        let (told, guessed) = (policies.filter { !$0.isGuess }, policies.filter(\.isGuess))
        var lines = ["# Limits that the document does not declare, as a client found them out."]
        // A file needs a policy; guesses alone are none.
        let mark = told.isEmpty ? "# " : ""
        lines += [mark + "x-rate-limits:", mark + "  policies:"] + told.flatMap(\.lines)
        if !guessed.isEmpty {
            lines += ["# Guessed from refusals: no promise. Take one over when the API's documentation agrees."]
            lines += guessed.flatMap { $0.lines.map { "# " + $0 } }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The operations whose requests draw on a bucket.
    private func operations(of bucket: BucketSnapshot) -> [String] {
        let names = table.observed
        let routes = limiter.routes(drawingOn: BucketName(name: bucket.name, key: bucket.key))
        return Set(routes.compactMap { route in names.lazy.compactMap { $0.operation(of: route) }.first }).sorted()
    }
}

/// A policy as a file of limits has it.
private struct LearnedPolicy {
    let isGuess: Bool
    let lines: [String]

    init(_ bucket: BucketSnapshot, operations: [String], _ names: inout Set<String>) {
        isGuess = bucket.basis == .guessed
        let name = Self.name(of: bucket, &names)
        // A guess is rounded to what counts.
        let quota = isGuess ? bucket.capacity.rounded(.down) : bucket.capacity
        let milliseconds = ((bucket.window ?? .zero) / .milliseconds(1)).rounded(.up)
        let seconds = (milliseconds / 1000).rounded(isGuess ? .up : .toNearestOrEven)
        let window =
            isGuess && seconds > 10 || milliseconds == seconds * 1000 ? "\(Int(seconds))s" : "\(Int(milliseconds))ms"
        lines = [
            "    \(name):", "      quota: \(quota == quota.rounded() ? "\(Int(quota))" : "\(quota)")",
            "      window: \(window)",
            "      applies: { operations: [\(operations.map(\.quoted).joined(separator: ", "))] }",
        ]
    }

    /// The server's name for it, or the operation's, as far as a policy may have it.
    private static func name(of bucket: BucketSnapshot, _ names: inout Set<String>) -> String {
        let label = bucket.name.split(separator: ":", maxSplits: 1).last.map(String.init) ?? "limit"
        var legal = String(
            label.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }.prefix(48))
        // Some words are no names in YAML.
        let isName =
            legal.first?.isLetter == true
            && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(legal.lowercased())
        if !isName { legal = "limit-" + legal }
        let base = legal
        var number = 2
        while !names.insert(legal).inserted {
            legal = "\(base)-\(number)"
            number += 1
        }
        return legal
    }
}

extension String {
    /// As JSON and YAML write it.
    fileprivate var quoted: String {
        let text = unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where scalar.value < 0x20: " "
            default: String(scalar)
            }
        }
        return "\"\(text.joined())\""
    }
}
