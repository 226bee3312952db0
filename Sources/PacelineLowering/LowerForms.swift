import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension Lowering {
    /// A body of `multipart/form-data`: a part for each property. nil, with a diagnostic, when one of them is neither a
    /// file nor a single value.
    mutating func lowerForm(
        _ media: Named<MediaType>, of body: PacelineDocument.RequestBody, named name: String
    ) -> Payload? {
        let schema = media.value.schema.flatMap { document.resolve($0) }
        guard let schema, !schema.properties.isEmpty else {
            diagnostics.warning(
                "operation-skipped", "a form without declared parts is not supported yet", at: media.location,
                hint: "the operation is left out")
            return nil
        }
        var parts: [Payload.Part] = []
        for property in schema.properties {
            let value = document.resolve(property.value) ?? property.value
            guard let kind = partKind(value, named: "\(name) \(property.name)", media.value.encoding?[property.name])
            else {
                diagnostics.warning(
                    "operation-skipped", "the part `\(property.name)` is neither a file nor a single value",
                    at: property.location, hint: "such parts are not supported yet; the operation is left out")
                return nil
            }
            let isRequired = schema.required.contains(property.name)
            parts.append(
                Payload.Part(
                    name: property.name, kind: kind, isRequired: isRequired, description: value.description ?? ""))
        }
        return Payload(
            mediaType: media.name, content: .multipart(parts), isRequired: body.isRequired,
            description: body.description ?? "")
    }

    private mutating func partKind(_ schema: Schema, named name: String, _ encoding: Node?) -> Payload.Part.Kind? {
        if schema.format == "binary" || schema.contentMediaType != nil {
            let declared = encoding?["contentType"]?.string ?? schema.contentMediaType
            return .file(mediaType: declared ?? "application/octet-stream")
        }
        let type = lower(schema, named: name)
        switch type {
        case .string, .boolean, .integer, .int32, .int64, .float, .double, .dateTime, .date: return .value(type)
        case .named(let id):
            if case .enumeration? = types.declaration(of: id) { return .value(type) }
            return nil
        case .json, .array, .map, .nullable: return nil
        }
    }
}
