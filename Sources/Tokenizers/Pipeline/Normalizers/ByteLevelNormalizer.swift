/// Writes each byte as a printable character, as GPT-2 does.
struct ByteLevelNormalizer: Normalizer {
    func normalize(_ text: inout AlignedText) {
        text.rewrite { scalar, output in
            UTF8Scalars.encode(scalar) { output.write(ByteCharacters.scalar(of: $0)) }
        }
    }
}

/// GPT-2's alphabet: printable bytes of Latin-1 are themselves, the others follow from U+0100 on.
enum ByteCharacters {
    /// For each byte.
    private static let scalars: [UInt32] = {
        var next: UInt32 = 0x100
        return (0..<256).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return UInt32(byte)
            default:
                next += 1
                return next - 1
            }
        }
    }()

    /// For each scalar below the alphabet's end, from 0 on; nil for those outside of it.
    private static let bytes: [UInt8?] = {
        var bytes = [UInt8?](repeating: nil, count: 0x144)
        for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar)] = UInt8(byte) }
        return bytes
    }()

    static func scalar(of byte: UInt8) -> UInt32 { scalars[Int(byte)] }

    static func byte(of scalar: UInt32) -> UInt8? { scalar < UInt32(bytes.count) ? bytes[Int(scalar)] : nil }

    /// The bytes that a piece stands for; nil when it has a character outside of the alphabet.
    static func bytes(of piece: ArraySlice<UInt8>) -> [UInt8]? {
        piece.withUnsafeBufferPointer { piece in
            var decoded: [UInt8] = []
            decoded.reserveCapacity(piece.count)
            var position = 0
            while position < piece.count {
                guard let byte = byte(of: UTF8Scalars.next(in: piece, at: &position)) else { return nil }
                decoded.append(byte)
            }
            return decoded
        }
    }
}
