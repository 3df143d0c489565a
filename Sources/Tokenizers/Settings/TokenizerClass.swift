internal import Checkpoints
internal import JSON

/// The tokenizer classes of transformers that make a pipeline of their own, whatever a `tokenizer.json` says.
enum TokenizerClass: Equatable {
    case albert, bert, byT5, camembert, funnel, gpt2, herbert, llama, m2m100, marian, mBart, mBart50, mpnet, nllb,
        pegasus,
        roberta, splinter, t5, xlmRoberta, xlnet
    /// BERT's with nothing of their own, which take the pipeline of a `tokenizer.json` where there is one.
    case bertHeir
    /// DPR's under names that do not end with "Fast": BERT's, which lowercase whatever the settings say.
    case dpr
    /// Takes the pipeline of the `tokenizer.json`.
    case generic

    /// Whether the class makes a pipeline of its own.
    var hasPipeline: Bool { ![.bertHeir, .byT5, .generic, .m2m100, .marian].contains(self) }

    /// The class that `AutoTokenizer` takes for a directory.
    init(directory: ModelDirectory) throws {
        let configuration = try directory.document("config.json")?.root
        let settings = try directory.document(TokenizerSettings.fileName)?.root
        let stated = settings?["tokenizer_class"]?.string ?? configuration?["tokenizer_class"]?.string
        let registered = configuration?["model_type"]?.string.flatMap { Self.registered[$0] }
        guard let stated else {
            self = registered.map(Self.init(named:)) ?? .generic
            return
        }
        // The end of a name counts where the model's type has another class.
        let name = Self.withoutFast(stated)
        let isAnother = registered != nil && registered != name
        self = registered == Self.backend ? .generic : Self(named: isAnother ? stated : name)
    }

    private static func withoutFast(_ name: String) -> String {
        name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
    }

    private static let backend = "TokenizersBackend"

    /// What transformers has for the model types of the families.
    private static let registered = [
        "albert": "AlbertTokenizer", "bart": "RobertaTokenizer", "bert": "BertTokenizer",
        "bigbird_pegasus": backend, "byt5": "ByT5Tokenizer", "camembert": "CamembertTokenizer",
        "convbert": "BertTokenizer", "data2vec-text": "RobertaTokenizer", "distilbert": "BertTokenizer",
        "dpr": "DPRQuestionEncoderTokenizer", "electra": "BertTokenizer", "ernie": "BertTokenizer",
        "funnel": "FunnelTokenizer", "gpt2": "GPT2Tokenizer", "herbert": "HerbertTokenizer",
        "ibert": "RobertaTokenizer",
        "layoutlm": "BertTokenizer",
        "led": "LEDTokenizer", "lilt": "RobertaTokenizer", "longformer": "RobertaTokenizer",
        "lxmert": "LxmertTokenizer", "m2m_100": "M2M100Tokenizer",
        "marian": "MarianTokenizer", "mbart": "MBartTokenizer", "mbart50": "MBart50Tokenizer",
        "megatron-bert": "BertTokenizer", "mobilebert": "MobileBertTokenizer", "modernbert": backend,
        "mpnet": "MPNetTokenizer", "mt5": "T5Tokenizer", "mvp": "MvpTokenizer", "nezha": "BertTokenizer",
        "nllb": "NllbTokenizer", "nllb-moe": "NllbTokenizer",
        "pegasus": "PegasusTokenizer", "pegasus_x": backend, "roberta": "RobertaTokenizer",
        "roberta-prelayernorm": "RobertaTokenizer", "splinter": "SplinterTokenizer", "squeezebert": "BertTokenizer",
        "switch_transformers": "T5Tokenizer", "t5": "T5Tokenizer",
        "umt5": backend, "xlm-roberta": "XLMRobertaTokenizer", "xlm-roberta-xl": backend, "xlnet": "XLNetTokenizer",
        "xmod": "XLMRobertaTokenizer",
    ]

    /// Names end with "Fast" or not. Of other classes the pipeline is taken as it is.
    private init(named name: String) {
        switch Self.withoutFast(name) {
        case "AlbertTokenizer": self = .albert
        case "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "SqueezeBertTokenizer",
            "LayoutLMTokenizer", "LxmertTokenizer":
            self = .bert
        case "ConvBertTokenizer": self = .bertHeir
        case "DPRContextEncoderTokenizer", "DPRQuestionEncoderTokenizer", "DPRReaderTokenizer":
            self = name.hasSuffix("Fast") ? .bertHeir : .dpr
        case "ByT5Tokenizer": self = .byT5
        case "CamembertTokenizer": self = .camembert
        case "FunnelTokenizer": self = .funnel
        case "GPT2Tokenizer": self = .gpt2
        case "HerbertTokenizer": self = .herbert
        case "LlamaTokenizer": self = .llama
        case "M2M100Tokenizer": self = .m2m100
        case "MarianTokenizer": self = .marian
        case "MBartTokenizer": self = .mBart
        case "MBart50Tokenizer": self = .mBart50
        case "MPNetTokenizer": self = .mpnet
        case "NllbTokenizer": self = .nllb
        case "PegasusTokenizer": self = .pegasus
        case "RobertaTokenizer", "BartTokenizer", "LEDTokenizer", "LongformerTokenizer", "MvpTokenizer": self = .roberta
        case "SplinterTokenizer": self = .splinter
        case "T5Tokenizer": self = .t5
        case "XLMRobertaTokenizer": self = .xlmRoberta
        case "XLNetTokenizer": self = .xlnet
        default: self = .generic
        }
    }
}
