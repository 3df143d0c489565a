internal import Checkpoints
internal import JSON

/// The tokenizer classes of transformers that make a pipeline of their own, whatever a `tokenizer.json` says.
enum TokenizerClass: Equatable {
    case albert, bert, camembert, m2m100, marian, mBart, mBart50, mpnet, nllb, pegasus, roberta, t5, xlmRoberta
    /// Takes the pipeline of the `tokenizer.json`.
    case generic

    /// Whether the class makes a pipeline of its own.
    var hasPipeline: Bool { ![.generic, .m2m100, .marian].contains(self) }

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
        self = registered == Self.backend ? .generic : Self(named: stated)
    }

    private static let backend = "TokenizersBackend"

    /// What transformers has for the model types of the families.
    private static let registered = [
        "albert": "AlbertTokenizer", "bart": "RobertaTokenizer", "bert": "BertTokenizer",
        "bigbird_pegasus": backend, "camembert": "CamembertTokenizer", "distilbert": "BertTokenizer",
        "electra": "BertTokenizer",
        "led": "LEDTokenizer", "longformer": "RobertaTokenizer", "m2m_100": "M2M100Tokenizer",
        "marian": "MarianTokenizer", "mbart": "MBartTokenizer", "mbart50": "MBart50Tokenizer", "modernbert": backend,
        "mpnet": "MPNetTokenizer", "mt5": "T5Tokenizer", "nllb": "NllbTokenizer", "nllb-moe": "NllbTokenizer",
        "pegasus": "PegasusTokenizer", "pegasus_x": backend, "roberta": "RobertaTokenizer",
        "roberta-prelayernorm": "RobertaTokenizer", "switch_transformers": "T5Tokenizer", "t5": "T5Tokenizer",
        "umt5": backend, "xlm-roberta": "XLMRobertaTokenizer", "xlm-roberta-xl": backend, "xmod": "XLMRobertaTokenizer",
    ]

    /// Names end with "Fast" or not. Of other classes the pipeline is taken as it is.
    private init(named name: String) {
        switch name.hasSuffix("Fast") ? String(name.dropLast(4)) : name {
        case "AlbertTokenizer": self = .albert
        case "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "SqueezeBertTokenizer",
            "LayoutLMTokenizer":
            self = .bert
        case "CamembertTokenizer": self = .camembert
        case "M2M100Tokenizer": self = .m2m100
        case "MarianTokenizer": self = .marian
        case "MBartTokenizer": self = .mBart
        case "MBart50Tokenizer": self = .mBart50
        case "MPNetTokenizer": self = .mpnet
        case "NllbTokenizer": self = .nllb
        case "PegasusTokenizer": self = .pegasus
        case "RobertaTokenizer", "BartTokenizer", "LEDTokenizer", "LongformerTokenizer": self = .roberta
        case "T5Tokenizer": self = .t5
        case "XLMRobertaTokenizer": self = .xlmRoberta
        default: self = .generic
        }
    }
}
