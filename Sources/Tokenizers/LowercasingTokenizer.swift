/// A tokenizer that can lowercase texts before all else that it does with them.
protocol LowercasingTokenizer: Tokenizer {
    /// The same tokenizer, but for lowercasing.
    var lowercasing: any Tokenizer { get }
}
