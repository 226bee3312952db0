import PacelineDocument
import PacelineModel

extension OperationLowering {
    /// The requests that the server sends on its own, with the types of what they carry.
    mutating func lowerWebhooks() -> [Webhook] {
        var webhooks: [Webhook] = []
        for item in document.webhooks {
            let operations = item.operations
            for operation in operations {
                let name = operations.count == 1 ? item.template : operation.operationID ?? item.template
                let body = operation.requestBody.flatMap { document.resolve($0) }
                let schema = body?.content.first(where: \.isJSON)?.value.schema
                webhooks.append(
                    Webhook(
                        name: name, summary: operation.summary ?? item.summary ?? "",
                        description: operation.description ?? item.description ?? "",
                        payload: schema.map { lower($0, named: "\(name) payload") }))
            }
        }
        return webhooks
    }
}
