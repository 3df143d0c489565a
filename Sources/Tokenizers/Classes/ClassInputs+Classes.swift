extension ClassInputs {
    /// The class's own pipeline; nil for a class that has none.
    func tokenizer(of tokenizerClass: TokenizerClass) throws(TokenizerError) -> (any Tokenizer)? {
        switch tokenizerClass {
        case .albert: try albertTokenizer()
        case .bert, .bertHeir: try bertTokenizer()
        case .camembert: try camembertTokenizer()
        case .dpr: try bertTokenizer(lowercasing: true)
        case .funnel: try funnelTokenizer()
        case .gpt2: try gpt2Tokenizer()
        case .herbert: try herbertTokenizer()
        case .llama: try llamaTokenizer()
        case .mBart: try mBartTokenizer()
        case .mBart50: try mBart50Tokenizer()
        case .mpnet: try mpnetTokenizer()
        case .nllb: try nllbTokenizer()
        case .pegasus: try pegasusTokenizer()
        case .roberta: try robertaTokenizer()
        case .splinter: try splinterTokenizer()
        case .t5: try t5Tokenizer()
        case .xlmRoberta: try xlmRobertaTokenizer()
        case .xlnet: try xlnetTokenizer()
        case .byT5, .generic, .m2m100, .marian: nil
        }
    }
}
