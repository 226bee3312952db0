// Reads and writes the same data as generated models and with Foundation's coders; prints a table.
import JSONModels

print("| data | KB | decode ms | Foundation | ratio | encode ms | Foundation | ratio |")
print("|---|---|---|---|---|---|---|---|")
try Comparison<[Records.Contact], [ByHand.Contact]>(
    "objects", Samples.contacts(Samples.plain, count: 4500)
).run()
try Comparison<[Records.Contact], [ByHand.Contact]>(
    "objects, unicode", Samples.contacts(Samples.unicode, count: 3800)
).run()
try Comparison<[Records.Setting], [ByHand.Setting]>("many optionals", Samples.settings(count: 24_000)).run()
try Comparison<Records.Branch, ByHand.Branch>("deep nesting", Samples.tree(width: 4, depth: 6, stem: 5)).run()
try Comparison<[Records.Measurement], [ByHand.Measurement]>("numbers", Samples.measurements(count: 2400)).run()
