import Foundation

func exponential(_ number: Double) -> Double { exp(number) }
func logarithm(_ number: Double) -> Double { log(number) }

func isClose(_ number: Float, _ expected: Double, tolerance: Double = 1e-5) -> Bool {
    abs(Double(number) - expected) <= tolerance * max(1, abs(expected))
}
