extension Component {
    /// - depth: how many sequences this may hold in one another.
    func decoder(depth: Int = 8) throws(TokenizerError) -> any PieceDecoder {
        switch try type() {
        case "Sequence":
            guard depth > 0 else { throw malformed("is nested too deeply") }
            var decoders: [any PieceDecoder] = []
            for part in try required("decoders").elements() { decoders.append(try part.decoder(depth: depth - 1)) }
            return DecoderSequence(decoders: decoders)
        case "ByteLevel": return ByteLevelDecoder()
        case "WordPiece":
            return WordPieceDecoder(
                prefix: Array(try required("prefix").string().utf8), cleansUp: try requiredFlag("cleanup"))
        case "Metaspace":
            return MetaspaceDecoder(
                mark: try required("replacement").scalar(), dropsFirst: try prependScheme() != .never)
        case "BPEDecoder":
            let suffix = try required("suffix")
            guard try !suffix.string().isEmpty else { throw suffix.malformed("is empty") }
            return SuffixDecoder(suffix: Array(try suffix.string().utf8))
        case "ByteFallback": return ByteFallbackDecoder()
        case "Fuse": return FuseDecoder()
        case "Strip":
            return StripDecoder(
                content: try required("content").scalar(), startCount: try required("start").count(in: 0...1 << 20),
                endCount: try required("stop").count(in: 0...1 << 20))
        case "Replace":
            return ReplaceDecoder(
                pattern: try required("pattern").pattern(), content: Array(try required("content").string().utf8))
        default: throw try unsupported()
        }
    }
}
