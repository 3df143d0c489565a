package import Tensors

/// How the heads of a map become one.
package enum HeadReduction: Sendable {
    case mean, max
}

extension AttentionMap {
    /// One weight for all heads.
    ///
    /// The mean is the sum in float32, in the order of the heads, divided by their number, as NumPy has it.
    /// - Returns: [layers, 1, queries, keys]
    package func reducedWeights(by reduction: HeadReduction) -> Tensor {
        let (layerCount, headCount, cells) = (layers.count, heads.count, queryCount * keyCount)
        let reduced = Tensor(Shape(layerCount, 1, queryCount, keyCount))
        weights.withNumbers { weights in
            reduced.withMutableNumbers { reduced in
                for layer in 0..<layerCount {
                    let to = UnsafeMutableBufferPointer(rebasing: reduced[layer * cells..<(layer + 1) * cells])
                    for head in 0..<headCount {
                        let start = (layer * headCount + head) * cells
                        to.take(
                            UnsafeBufferPointer(rebasing: weights[start..<start + cells]), reduction, isFirst: head == 0
                        )
                    }
                    if reduction == .mean { for cell in to.indices { to[cell] /= Float(headCount) } }
                }
            }
        }
        return reduced
    }
}

extension UnsafeMutableBufferPointer<Float> {
    fileprivate func take(_ head: UnsafeBufferPointer<Float>, _ reduction: HeadReduction, isFirst: Bool) {
        if isFirst {
            _ = update(fromContentsOf: head)
        } else if reduction == .mean {
            for cell in indices { self[cell] += head[cell] }
        } else {
            for cell in indices { self[cell] = Swift.max(self[cell], head[cell]) }
        }
    }
}
