/// A pipeline's text as tokens come.
struct PipelineTextStream: TextStream {
    private let tokenizer: PipelineTokenizer
    private var stage: any DecodingStage
    private var cleanUp: SpaceCleanUpStream?

    init(_ tokenizer: PipelineTokenizer) {
        self.tokenizer = tokenizer
        stage = tokenizer.decoder.stage(ofOnePiece: false)
        cleanUp = tokenizer.cleansUpSpaces ? SpaceCleanUpStream() : nil
    }

    mutating func append(_ id: Int32) throws(TokenizerError) -> String {
        let (piece, isShown) = try tokenizer.piece(of: id)
        guard isShown, let piece else { return "" }
        let bytes = stage.append(piece).flatMap { $0 }
        return String(decoding: cleanUp?.append(bytes) ?? bytes, as: UTF8.self)
    }

    mutating func finish() -> String {
        let bytes = stage.finish().flatMap { $0 }
        guard cleanUp != nil else { return String(decoding: bytes, as: UTF8.self) }
        let cleaned = (cleanUp?.append(bytes) ?? []) + (cleanUp?.finish() ?? [])
        return String(decoding: cleaned, as: UTF8.self)
    }
}
