package import PacelineRuntime

/// A type of the user's own, which the configuration of the case `configured` names in place of a schema.
package struct Money: JSONValue, Hashable {
    /// Hundredths of the currency.
    package var amount: Int

    /// An amount.
    package init(amount: Int) { self.amount = amount }

    package init(reading reader: JSONReader) { amount = reader.int("amount") }
    package func write(to writer: JSONWriter) { writer.int("amount", amount) }
}
