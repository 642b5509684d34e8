#pragma once

/// \file
/// Text and numbers as they stand in a report: safe inside HTML text and quoted attributes, the same in every locale.

#include <cstdint>
#include <string>
#include <string_view>

namespace gassan::report {

/// Foreign text (file names, notes) for HTML text and for attributes in either quote: & < > " ' become references.
/// What could hide or move other text is shown instead of obeyed: control characters as \n, \t, \x1b, invisible and
/// direction-changing code points as \u202e, bytes that are no UTF-8 as \xE9. The result is valid UTF-8 and XML.
[[nodiscard]] std::string escaped(std::string_view text);

/// 12.30: that many digits after the point; empty for NaN and infinity.
[[nodiscard]] std::string fixed(double value, int decimals);

/// Up to six significant digits in plain notation ("1234570", "0.00123457"), with an exponent outside 1e-6 to 1e15;
/// empty for NaN and infinity. As in features.tsv.
[[nodiscard]] std::string significant(double value);

/// Four significant digits, as much as an amount has: 0.1321, 72, 9.497·10⁻⁶ below 0.001 and from a million on; empty
/// for NaN and infinity.
[[nodiscard]] std::string four_digits(double value);

/// 3,600
[[nodiscard]] std::string grouped(std::uint64_t count);

/// 10⁵ (as text, with raised digits); empty for exponent 0.
[[nodiscard]] std::string power_of_ten(int exponent);

/// (1.234 ± 0.021)×10⁶: the error to two digits, the value to the same place. Without an error the value to four
/// digits.
[[nodiscard]] std::string with_error(double value, double standard_error);

}  // namespace gassan::report
