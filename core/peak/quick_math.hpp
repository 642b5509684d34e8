#pragma once

/// \file
/// The functions of which peak shapes are made, to what a fit needs, without a branch: a loop over scans becomes one
/// over pairs of them (-O2 and above), and the bits are the same on every machine.

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace gassan {

/// e^x within 1e-12 of itself; x is held between -700 and 700.
[[nodiscard, gnu::always_inline]] inline double quick_exp(double x) {
    const double low = x < -700.0 ? -700.0 : x, held = low > 700.0 ? 700.0 : low;
    // x = k ln 2 + rest; the sum with 1.5 * 2^52 rounds to k and holds it in its last bits.
    constexpr double rounder = 6755399441055744.0;
    const double rounded = held * std::numbers::log2e + rounder, k = rounded - rounder;
    const double x1 = held - k * 0x1.62e42fee00000p-1 - k * 0x1.a39ef35793c76p-33;
    double sum = 1.0 / 3628800.0;
    sum = sum * x1 + 1.0 / 362880.0;
    sum = sum * x1 + 1.0 / 40320.0;
    sum = sum * x1 + 1.0 / 5040.0;
    sum = sum * x1 + 1.0 / 720.0;
    sum = sum * x1 + 1.0 / 120.0;
    sum = sum * x1 + 1.0 / 24.0;
    sum = sum * x1 + 1.0 / 6.0;
    sum = sum * x1 + 0.5;
    sum = sum * x1 + 1.0;
    sum = sum * x1 + 1.0;
    return sum * std::bit_cast<double>((std::bit_cast<std::uint64_t>(rounded) + 1023u) << 52u);
}

/// Mills' ratio (1 - Phi(w)) / phi(w) of w >= 0 within 1e-9 of itself: M (w + 2) is a polynomial of (w - 3) / (w + 3),
/// here the Chebyshev sum of 13 terms (the variable after Shepherd and Laframboise, Math. Comp. 36 (1981) 249).
[[nodiscard, gnu::always_inline]] inline double quick_mills(double w) {
    const double y = (w - 3.0) / (w + 3.0);
    double sum = -2.6965069143555925e-05;
    sum = sum * y - 1.7983024230296328e-05;
    sum = sum * y + 0.0002001727282024778;
    sum = sum * y + 0.0002347330784609402;
    sum = sum * y - 0.0009536433882862434;
    sum = sum * y - 0.0017644377481501002;
    sum = sum * y + 0.0050528563820349;
    sum = sum * y + 0.010195996014509904;
    sum = sum * y - 0.04159948714968958;
    sum = sum * y - 0.0026311297591152657;
    sum = sum * y + 0.26768970894772887;
    sum = sum * y - 0.7593313154945734;
    sum = sum * y + 1.5229514942283753;
    return sum / (w + 2.0);
}

}  // namespace gassan
