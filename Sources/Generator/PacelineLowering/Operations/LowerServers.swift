import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineURLs
import PacelineYAML

extension OperationLowering {
    /// How many variables a server's URL may have, each of which is tried in it: people write one or two.
    private static let mostVariables = 500

    /// The servers that a client can call. What is wrong with the others is said, and they are left out.
    mutating func lowerServers(_ servers: [PacelineDocument.Server]) -> [PacelineModel.Server] {
        var lowered: [PacelineModel.Server] = []
        for server in servers {
            guard let usable = lower(server, ifUnusable: "the client has no such server") else { continue }
            lowered.append(usable)
        }
        return lowered
    }

    /// The server to which an operation's calls go: the first that needs no values but the document's.
    mutating func lowerServer(of operation: PacelineDocument.Operation) -> PacelineModel.Server? {
        let servers = operation.servers.isEmpty ? operation.pathItem.servers : operation.servers
        let loss = "the operation is not called there"
        for server in servers {
            guard var usable = lower(server, ifUnusable: loss) else { continue }
            let values = usable.variables.compactMap { variable in variable.defaultValue.map { (variable.name, $0) } }
            let template = URLTemplate(usable.url, isRelative: usable.isRelative)
            guard let url = try? template.filled(Dictionary(values, uniquingKeysWith: { first, _ in first })) else {
                diagnostics.lost(
                    .openServerVariable, "nobody gives the variables of an operation's server their values; \(loss)",
                    at: server.urlLocation,
                    hint: "give each variable a `default`, or each call a URL (`CallOptions.server`)")
                continue
            }
            if let variable = usable.variables.first {
                diagnostics.note(
                    .fixedServerVariable,
                    "calls of \(operation.label) go to `\(url)`, with the defaults of variables",
                    at: server.node["variables"]?.location ?? server.location,
                    hint: "another value of `\(variable.name)` is a URL in `CallOptions.server`")
            }
            usable.url = url
            usable.variables = []
            return usable
        }
        return nil
    }

    private mutating func lower(
        _ server: PacelineDocument.Server, ifUnusable loss: String
    ) -> PacelineModel.Server? {
        // Without a URL it has been reported.
        guard server.node["url"] != nil else { return nil }
        let url = server.urlWithSlashes
        let template = URLTemplate(url, isRelative: server.isRelative)
        do throws(URLProblem) { _ = try template.url(template.samples) } catch {
            diagnostics.lost(
                .unusableServer, "the server's URL \(error); \(loss)", at: server.urlLocation,
                hint: "a server's URL is written like `https://api.example/v1`")
            return nil
        }
        let names = template.variables
        guard names.count <= Self.mostVariables else {
            diagnostics.lost(
                .tooManyVariables, "the server's URL has more than \(Self.mostVariables) variables; \(loss)",
                at: server.urlLocation)
            return nil
        }
        reportDifferences(server, template)
        var variables: [PacelineModel.ServerVariable] = []
        let declared = Dictionary(server.variables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let used = Set(names)
        for name in server.variables.map(\.name).filter(used.contains) + names.filter({ declared[$0] == nil }) {
            guard let variable = lower(name, declared[name], template, ifUnusable: loss) else { return nil }
            variables.append(variable)
        }
        let defaults = variables.compactMap { variable in variable.defaultValue.map { (variable.name, $0) } }
        let values = template.samples.merging(defaults) { $1 }
        // Two texts of which each may be empty are not empty both.
        if (try? template.url(values)) == nil { for index in variables.indices { variables[index].defaultValue = nil } }
        return PacelineModel.Server(
            url: url, description: server.name ?? server.description ?? "", variables: variables,
            isRelative: template.isRelative)
    }

    /// A variable with the values that make a URL; nil where there are none.
    private mutating func lower(
        _ name: String, _ declared: Named<PacelineDocument.ServerVariable>?, _ template: URLTemplate,
        ifUnusable loss: String
    ) -> PacelineModel.ServerVariable? {
        guard let declared else { return PacelineModel.ServerVariable(name: name, defaultValue: nil) }
        var variable = PacelineModel.ServerVariable(
            name: name, defaultValue: nil, description: declared.value.description ?? "")
        func problem(with value: String) -> String? {
            do throws(URLProblem) { _ = try template.url(template.samples.merging([name: value]) { $1 }) } catch {
                guard case .value(_, let place) = error else {
                    return "with `\(value)` for `\(name)` the server's URL \(error)"
                }
                return "`\(value)` cannot stand for `\(name)` in the server's URL: \(place)"
            }
            return nil
        }
        let places = declared.value.node["enum"]?.elements.map { ($0.text ?? "", $0.location) } ?? []
        for (value, location) in places where !variable.values.contains(value) {
            if let problem = problem(with: value) {
                diagnostics.lost(.unusableServerValue, problem, at: location, hint: "the value is left out")
            } else {
                variable.values.append(value)
            }
        }
        if !places.isEmpty, variable.values.isEmpty {
            diagnostics.lost(
                .unusableServer, "no value of `\(name)` makes a URL of a server; \(loss)", at: declared.location)
            return nil
        }
        guard let text = declared.value.defaultValue else { return variable }
        let location = declared.value.node["default"]?.location ?? declared.location
        if let problem = problem(with: text) {
            if !places.contains(where: { $0.0 == text }) {
                diagnostics.untidy(.unusableServerValue, problem, at: location, hint: "the caller gives the value")
            }
            return variable
        }
        variable.defaultValue = text
        if !variable.values.isEmpty, !variable.values.contains(text) {
            diagnostics.untidy(
                .defaultNotInEnum, "the default `\(text)` is none of the values of `\(name)`", at: location,
                hint: "it is taken as one of them")
            variable.values.append(text)
        }
        return variable
    }

    /// Says which variables the URL has and the list has not, and the other way round.
    private mutating func reportDifferences(_ server: PacelineDocument.Server, _ template: URLTemplate) {
        let names = server.variables.map(\.name)
        let declared = Set(names)
        let used = Set(template.variables)
        for name in template.variables where !declared.contains(name) {
            diagnostics.untidy(
                .undeclaredServerVariable, "`{\(name)}` is not declared in `variables`; the caller gives its value",
                at: server.urlLocation, hint: diagnostics.suggestion(for: name, among: names))
        }
        for named in server.variables where !used.contains(named.name) {
            diagnostics.untidy(
                .unusedServerVariable, "`\(named.name)` is not in the server's URL and is left out",
                at: named.location, hint: diagnostics.suggestion(for: named.name, among: template.variables))
        }
    }
}

extension PacelineDocument.Server {
    fileprivate var urlLocation: SourceLocation { node["url"]?.location ?? location }

    /// Whether the URL begins with a path. One that begins with a variable does unless the variable is a URL.
    fileprivate var isRelative: Bool {
        guard let name = URLTemplate(url, isRelative: true).variables.first,
            let variable = variables.first(where: { $0.name == name })?.value
        else { return false }
        return !([variable.defaultValue ?? ""] + variable.values).contains { $0.contains("://") }
    }

    /// The URL with a slash before every variable that is a path of its own (`https://host{basePath}`).
    fileprivate var urlWithSlashes: String {
        variables.reduce(url) { url, variable in
            guard variable.value.defaultValue?.hasPrefix("/") == true, !url.hasPrefix("{\(variable.name)}") else {
                return url
            }
            return url.replacing("{\(variable.name)}", with: "/{\(variable.name)}")
                .replacing("//{\(variable.name)}", with: "/{\(variable.name)}")
        }
    }
}
