// exp, erf, tanh and what is made of them, to about one unit in the last place of float. The polynomials are minimax
// fits on the ranges named (weighted for relative error); the reductions are the textbook ones (Muller, "Elementary
// Functions").

/// e^r for |r| ≤ ln 2 / 2: 1 + r + r² · p(r)
INLINE floats16 exponential_of_rest(floats16 r) {
    floats16 p = splat(1.395171741e-03f);
    p = fused(p, r, splat(8.369598538e-03f));
    p = fused(p, r, splat(4.166618735e-02f));
    p = fused(p, r, splat(1.666651219e-01f));
    p = fused(p, r, splat(0.5f));
    return fused(p, r * r, r) + 1.0f;
}

/// e^x. Below −104 zero, above 88.73 infinity, subnormal results rounded once, NaN stays.
INLINE floats16 exponential(floats16 x) {
    // Clamped so that the exponent arithmetic below cannot wrap; NaN fails both comparisons and passes through.
    floats16 clamped = x > 130.0f ? splat(130.0f) : x;
    clamped = clamped < -130.0f ? splat(-130.0f) : clamped;
    // n = round(x / ln 2): adding 1.5 · 2²³ leaves the rounded integer in the low bits.
    const float magic = 12582912.0f;
    floats16 shifted = fused(clamped, splat(1.44269504f), splat(magic));
    floats16 n = shifted - magic;
    ints16 exponent = as_ints(shifted) - 0x4b400000;
    floats16 r = fused(n, splat(-0.693359375f), clamped);
    r = fused(n, splat(2.12194440e-4f), r);
    floats16 result = exponential_of_rest(r);
    // 2^n in two factors, so that results near both ends of the range neither overflow early nor round twice.
    ints16 half = exponent >> 1;
    floats16 first = as_floats((half + 127) << 23);
    floats16 second = as_floats((exponent - half + 127) << 23);
    return (result * first) * second;
}

/// e^x for x ≤ 0, with what softmax needs and no more. Below −87, where the numbers of full precision end, 0; NaN
/// stays.
INLINE floats16 exponential_of_negative(floats16 x) {
    const float magic = 12582912.0f;
    floats16 shifted = fused(x, splat(1.44269504f), splat(magic));
    floats16 n = shifted - magic;
    floats16 result = exponential_of_rest(fused(n, splat(2.12194440e-4f), fused(n, splat(-0.693359375f), x)));
    // The rounded integer in the low bits becomes the exponent of a power of two.
    floats16 scaled = result * as_floats((as_ints(shifted) << 23) + 0x3f800000);
    return x < -87.0f ? splat(0.0f) : scaled;
}

/// The error function.
INLINE floats16 error_function(floats16 x) {
    floats16 t = absolute(x);
    floats16 s = x * x;
    // |x| ≤ 0.925: erf(x) = x + x · p(x²)
    floats16 p = splat(8.345225069e-05f);
    p = fused(p, s, splat(-8.137437399e-04f));
    p = fused(p, s, splat(5.200634245e-03f));
    p = fused(p, s, splat(-2.685927041e-02f));
    p = fused(p, s, splat(1.128369421e-01f));
    p = fused(p, s, splat(-3.761263490e-01f));
    p = fused(p, s, splat(1.283791661e-01f));
    floats16 near = fused(p, x, x);
    // Beyond: erf(t) = 1 − exp(−t · q(t)); from 4 on that is 1 in float.
    floats16 u = t > 4.0f ? splat(4.0f) : t;
    floats16 q = splat(5.297003099e-06f);
    q = fused(q, u, splat(-4.994048504e-05f));
    q = fused(q, u, splat(-2.743514415e-05f));
    q = fused(q, u, splat(2.869121032e-03f));
    q = fused(q, u, splat(-2.257561497e-02f));
    q = fused(q, u, splat(1.051694974e-01f));
    q = fused(q, u, splat(6.356731653e-01f));
    q = fused(q, u, splat(1.128541470e+00f));
    floats16 far = 1.0f - exponential(-(q * u));
    return t > 0.925f ? with_sign_of(far, x) : near;
}

INLINE floats16 hyperbolic_tangent(floats16 x) {
    floats16 t = absolute(x);
    floats16 s = x * x;
    // |x| ≤ 0.625: tanh(x) = x + x³ · p(x²)
    floats16 p = splat(-5.679303780e-03f);
    p = fused(p, s, splat(2.061812207e-02f));
    p = fused(p, s, splat(-5.373400077e-02f));
    p = fused(p, s, splat(1.333138347e-01f));
    p = fused(p, s, splat(-3.333328068e-01f));
    floats16 near = fused(p * s, x, x);
    floats16 far = 1.0f - 2.0f / (exponential(t + t) + 1.0f);
    return t > 0.625f ? with_sign_of(far, x) : near;
}

INLINE floats16 clamped(floats16 x, float least, float most) {
    x = x < least ? splat(least) : x; // NaN stays, as in torch.
    return x > most ? splat(most) : x;
}

// The activations, each as CKernels.h says.

INLINE floats16 unchanged(floats16 x) { return x; }

INLINE floats16 relu(floats16 x) { return x < 0.0f ? splat(0.0f) : x; }

INLINE floats16 relu6(floats16 x) { return clamped(x, 0.0f, 6.0f); }

INLINE floats16 relu_squared(floats16 x) { return x < 0.0f ? splat(0.0f) : x * x; }

INLINE floats16 leaky_relu(floats16 x) { return x < 0.0f ? x * 0.01f : x; }

INLINE floats16 gelu(floats16 x) { return (0.5f * x) * (1.0f + error_function(x * 0.707106781f)); }

INLINE floats16 gelu_10(floats16 x) { return clamped(gelu(x), -10.0f, 10.0f); }

INLINE floats16 gelu_tanh(floats16 x) {
    floats16 inner = fused((x * x) * x, splat(0.044715f), x) * 0.797884561f;
    return (0.5f * x) * (1.0f + hyperbolic_tangent(inner));
}

INLINE floats16 quick_gelu(floats16 x) { return x / (1.0f + exponential(x * -1.702f)); }

INLINE floats16 sigmoid(floats16 x) { return 1.0f / (1.0f + exponential(-x)); }

INLINE floats16 silu(floats16 x) { return x / (1.0f + exponential(-x)); }

/// x · tanh(log(1 + eˣ)) = x · n / (n + 2) with n = eˣ (eˣ + 2); from 20 on that is x in float.
INLINE floats16 mish(floats16 x) {
    floats16 power = exponential(x > 20.0f ? splat(20.0f) : x);
    floats16 n = power * (power + 2.0f);
    return x * (n / (n + 2.0f));
}

INLINE floats16 hard_swish(floats16 x) { return x * (clamped(x + 3.0f, 0.0f, 6.0f) / 6.0f); }

INLINE floats16 laplace(floats16 x) { return 0.5f * (1.0f + error_function((x - 0.707107f) / 0.398942575f)); }

/// Lane by lane: no layer that is wide has it.
INLINE floats16 sqrt_softplus(floats16 x) {
    for (int lane = 0; lane < WIDTH; lane++) {
        x[lane] = sqrtf((x[lane] < 0 ? 0 : x[lane]) + log1pf(expf(-fabsf(x[lane]))));
    }
    return x;
}
