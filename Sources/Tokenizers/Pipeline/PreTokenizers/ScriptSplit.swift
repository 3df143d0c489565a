private import CUnicode

/// Cuts where the script changes: the reference's `UnicodeScripts`. Spaces go with what is before them, and those that a text begins
/// with are lost. Japanese is one script.
struct ScriptSplit: PreTokenizer {
    func pretokenize(_ text: inout PretokenizedText) {
        text.cut { bytes, range, cuts in
            var start: Int?
            var script: UInt8 = 0
            var position = range.lowerBound
            while position < range.upperBound {
                let scalarStart = position
                let found = heed_unicode_script(UTF8Scalars.next(in: bytes, at: &position))
                guard found != 0, found != script else { continue }
                if let start { cuts.add(start..<scalarStart) }
                start = scalarStart
                script = found
            }
            if let start { cuts.add(start..<range.upperBound) }
        }
    }
}
