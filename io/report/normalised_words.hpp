#pragma once

/// \file
/// What the page of `gassan normalise` says, in English and Japanese.

#include "io/base/phrases.hpp"

#include <fmt/format.h>

#include <string>

namespace gassan::report {

enum class NormalisedWord {
    title,
    answer_corrected,
    answer_not_corrected,
    answer_combat,
    answer_dilution,
    answer_fill,
    answer_scale,
    notes,
    and_more,
    correction,
    correction_how,
    cv_before,
    cv_after,
    variable,
    model,
    reason,
    dilution,
    dilution_how,
    no_group,
    factor_axis,
    fill,
    fill_how,
    below_share,
    filled_by,
    methods,
    count,
};

[[nodiscard]] std::string_view normalised_word(Language language, NormalisedWord word);

template <class... Values>
[[nodiscard]] std::string say_normalised(Language language, NormalisedWord word, const Values&... values) {
    return fmt::vformat(normalised_word(language, word), fmt::make_format_args(values...));
}

}  // namespace gassan::report
