#pragma once

/// \file
/// How numbers stand in the cells of every table: '.' decimals in every locale, nothing for a value that is not there.

#include <string>

namespace gassan {

/// A fixed number of decimals; empty for a value that is not finite; never "-0.000".
[[nodiscard]] std::string decimals(double value, int digits);

/// Up to so many significant digits in plain notation ("1234570", "0.00123457"); with an exponent outside 1e-6 to 1e15;
/// empty for a value that is not finite.
[[nodiscard]] std::string significant(double value, int digits = 6);

}  // namespace gassan
