// Generated code imports the runtime alone. Its models are JSON, and it holds values of the vocabulary of limits.
@_exported public import PacelineJSON
@_exported public import PacelinePolicy
