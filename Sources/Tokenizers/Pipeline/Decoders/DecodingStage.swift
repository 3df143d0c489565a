/// A `PieceDecoder` at work on pieces that come one by one. All that it returns together is what the decoder makes of all.
protocol DecodingStage: Sendable {
    /// - Returns: what is certain from now on and was not returned before.
    mutating func append(_ piece: [UInt8]) -> [[UInt8]]
    /// What was held back. Called once, at the end.
    mutating func finish() -> [[UInt8]]
}

struct StageSequence: DecodingStage {
    var stages: [any DecodingStage]

    mutating func append(_ piece: [UInt8]) -> [[UInt8]] {
        var pieces = [piece]
        for index in stages.indices { pieces = pieces.flatMap { stages[index].append($0) } }
        return pieces
    }

    mutating func finish() -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        for index in stages.indices {
            pieces = pieces.flatMap { stages[index].append($0) } + stages[index].finish()
        }
        return pieces
    }
}

/// Waits for everything.
struct WholeStage: DecodingStage {
    let decoder: any PieceDecoder
    let isOnePiece: Bool
    private var pieces: [[UInt8]] = []

    init(decoder: any PieceDecoder, isOnePiece: Bool) {
        self.decoder = decoder
        self.isOnePiece = isOnePiece
    }

    mutating func append(_ piece: [UInt8]) -> [[UInt8]] {
        pieces.append(piece)
        return []
    }

    mutating func finish() -> [[UInt8]] { decoder.decoded(isOnePiece ? [pieces.flatMap { $0 }] : pieces) }
}

/// For decoders that change each piece by itself, knowing only whether it is the first.
struct PieceStage: DecodingStage {
    let decoder: any PieceDecoder
    private var isFirst = true

    init(decoder: any PieceDecoder) { self.decoder = decoder }

    mutating func append(_ piece: [UInt8]) -> [[UInt8]] {
        defer { isFirst = false }
        return decoder.decoded(isFirst ? [piece] : [[], piece]).suffix(1)
    }

    mutating func finish() -> [[UInt8]] { [] }
}

/// For decoders that change each piece by itself, knowing only whether it is the last.
struct LastPieceStage: DecodingStage {
    let decoder: any PieceDecoder
    private var held: [UInt8]?

    init(decoder: any PieceDecoder) { self.decoder = decoder }

    mutating func append(_ piece: [UInt8]) -> [[UInt8]] {
        defer { held = piece }
        guard let held else { return [] }
        return Array(decoder.decoded([held, []]).prefix(1))
    }

    mutating func finish() -> [[UInt8]] { held.map { decoder.decoded([$0]) } ?? [] }
}

/// Passes everything on, which thereby becomes parts of one piece.
struct FusingStage: DecodingStage {
    mutating func append(_ piece: [UInt8]) -> [[UInt8]] { [piece] }
    mutating func finish() -> [[UInt8]] { [] }
}

extension PieceDecoder {
    fileprivate func decoded(_ pieces: [[UInt8]]) -> [[UInt8]] {
        var text = DecodingText(pieces)
        decode(&text)
        return text.pieces.map(\.bytes)
    }
}
