// Generated code imports the runtime alone, and holds values of the vocabulary of limits.
@_exported public import PacelinePolicy
