#pragma once

/// \file
/// One cell of a table of values between text and what it knows.

#include "core/model/feature_table.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gassan {

/// What a cell knows.
struct ValueCell {
    CellKind kind = CellKind::not_measured;
    double value = no_value;
    double limit = no_value;
};

/// A cell as people and programs write it: a number; "", NA, N/A, NaN, null and the like (not_measured); ND, n.d.,
/// <LOD, BLQ, "<0.35" (below_limit); "failed". Nothing for other text.
[[nodiscard]] std::optional<ValueCell> value_cell(std::string_view text);

/// A cell of the table of states that stands beside the numbers: "" and "measured", "filled", "<0.35", "below_limit",
/// "not_measured", "failed". Its value is NaN. Nothing for other text.
[[nodiscard]] std::optional<ValueCell> state_cell(std::string_view text);

/// The text that state_cell reads back; "" of what was measured.
[[nodiscard]] std::string state_text(CellKind kind, double limit);

/// The shortest text that reads back to the same number, -0 and exponents included; "" for NaN.
[[nodiscard]] std::string exact_number(double value);

/// The kind of a name; nothing for no name of one.
[[nodiscard]] std::optional<CellKind> cell_kind_of(std::string_view name);

}  // namespace gassan
