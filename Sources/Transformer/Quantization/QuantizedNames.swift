/// Under which names a checkpoint of heed's own has a quantised tensor. The tensor's own name is there too only if its rows are
/// also looked up as vectors, in bfloat16.
struct QuantizedNames {
    /// I8, of the tensor's shape.
    let integers: String
    /// F32, one for each row.
    let scales: String

    /// - name: "model.encoder.layers.0.fc1.weight"
    init(of name: String) {
        integers = name + ".int8"
        scales = name + ".scale"
    }
}
