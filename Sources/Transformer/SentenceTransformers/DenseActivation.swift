private import Glibc
private import Tensors

/// An activation of torch by its class's name, as it is without arguments.
package struct DenseActivation: Sendable {
    private enum Kind {
        /// Number by number.
        case each(@Sendable (Double) -> Double)
        /// Of all numbers together.
        case all(@Sendable ([Double]) -> [Double])
    }

    /// "Tanh"
    package let name: String
    private let kind: Kind

    /// - inputSize: numbers that come in
    init(_ file: ModuleFile, _ weights: ModuleWeights, inputSize: Int) throws(ModelError) {
        let key = "activation_function"
        if let value = file.root[key], value.isNull {
            throw file.refusal("\"\(key)\" is null; an Identity is named \"torch.nn.modules.linear.Identity\"")
        }
        let path = try file.string(key, default: "torch.nn.modules.activation.Tanh")
        let name = String(path.split(separator: ".").last ?? "")
        guard path.hasPrefix("torch."), let kind = Self.kind(of: name) else {
            throw file.refusal("\"\(key)\" is \"\(path)\"; served are torch's \(Self.served)")
        }
        self.name = name
        if name == "GLU", inputSize % 2 != 0 {
            throw file.refusal("\"out_features\" is \(inputSize), of which GLU makes half as many: it must be even")
        }
        guard name == "PReLU" else {
            self.kind = kind
            return
        }
        let slope = Double(try weights.numbers("activation_function.weight", Shape(1))[0])
        self.kind = .each { $0 < 0 ? slope * $0 : $0 }
    }

    func callAsFunction(_ numbers: inout [Double]) {
        switch kind {
        case .each(let function): for index in numbers.indices { numbers[index] = function(numbers[index]) }
        case .all(let function): numbers = function(numbers)
        }
    }

    /// Numbers of its weights.
    var parameters: Int { name == "PReLU" ? 1 : 0 }

    func outputSize(of inputSize: Int) -> Int { name == "GLU" ? inputSize / 2 : inputSize }

    private static func kind(of name: String) -> Kind? {
        each[name].map(Kind.each) ?? all[name].map(Kind.all)
    }

    private static var served: String { (Array(each.keys) + Array(all.keys)).sorted().joined(separator: ", ") }

    private static let identity: @Sendable (Double) -> Double = { $0 }

    /// https://docs.pytorch.org/docs/stable/nn.html#non-linear-activations-weighted-sum-nonlinearity
    private static let each: [String: @Sendable (Double) -> Double] = [
        "Identity": identity,
        // Which only training has.
        "Dropout": identity, "AlphaDropout": identity, "FeatureAlphaDropout": identity, "Dropout1d": identity,
        "Tanh": { tanh($0) },
        "ReLU": { max($0, 0) },
        "ReLU6": { min(max($0, 0), 6) },
        "Sigmoid": { sigmoid($0) },
        "LogSigmoid": { -softplus(-$0) },
        "SiLU": { $0 * sigmoid($0) },
        "GELU": { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) },
        "Mish": { $0 * tanh(softplus($0)) },
        "ELU": { $0 > 0 ? $0 : expm1($0) },
        "CELU": { $0 > 0 ? $0 : expm1($0) },
        "SELU": { 1.0507009873554804934193349852946 * ($0 > 0 ? $0 : 1.6732632423543772848170429916717 * expm1($0)) },
        "LeakyReLU": { $0 < 0 ? 0.01 * $0 : $0 },
        // Its mean slope, when it does not train.
        "RReLU": { $0 < 0 ? (1.0 / 8 + 1.0 / 3) / 2 * $0 : $0 },
        // Its slope is a weight.
        "PReLU": identity,
        "Hardtanh": { min(max($0, -1), 1) },
        "Hardsigmoid": { min(max($0 + 3, 0), 6) / 6 },
        "Hardswish": { $0 * min(max($0 + 3, 0), 6) / 6 },
        "Hardshrink": { abs($0) > 0.5 ? $0 : 0 },
        "Softshrink": { abs($0) > 0.5 ? $0 - copysign(0.5, $0) : 0 },
        "Tanhshrink": { $0 - tanh($0) },
        "Softplus": { $0 > 20 ? $0 : softplus($0) },
        "Softsign": { $0 / (1 + abs($0)) },
    ]

    private static let all: [String: @Sendable ([Double]) -> [Double]] = [
        "Softmax": { softmax($0) },
        "Softmin": { softmax($0.map { -$0 }) },
        "LogSoftmax": { numbers in
            let largest = numbers.max() ?? 0
            let sum = numbers.reduce(0) { $0 + exp($1 - largest) }
            return numbers.map { $0 - largest - log(sum) }
        },
        // Dauphin et al. 2017: the first half, gated by the second.
        "GLU": { numbers in
            let half = numbers.count / 2
            return (0..<half).map { numbers[$0] * sigmoid(numbers[half + $0]) }
        },
    ]
}

@Sendable private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// log(1 + eˣ)
@Sendable private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

@Sendable private func softmax(_ numbers: [Double]) -> [Double] {
    let largest = numbers.max() ?? 0
    let powers = numbers.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
}
