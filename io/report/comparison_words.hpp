#pragma once

/// \file
/// What is said of two methods, in English and Japanese.

#include "core/model/method_comparison.hpp"
#include "io/base/phrases.hpp"

#include <string>
#include <string_view>

namespace gassan::report {

enum class ComparisonWord {
    title,
    how,
    facts,
    by_specimen,
    averaged,
    only_one,
    figures,
    figures_cut,
    line_axes,
    difference_axis,
    ratio_axis,
    mean_axis,
    table,
    verdict,
    units_differ,
    too_few_pairs,
    low_correlation,
    no_correlation,
    no_difference,
    proportional,
    constant,
    agreement,
    no_log,
    count  ///< not a word: how many there are
};

/// With its places still in it.
[[nodiscard]] std::string_view word(Language language, ComparisonWord key);

/// "proportional difference 5 % (3 to 7)"; plain text, not escaped.
[[nodiscard]] std::string verdict_text(Language language, const ComparedVariable& variable);

}  // namespace gassan::report
