#pragma once

#include "core/model/correction.hpp"
#include "core/model/normalisation.hpp"
#include "io/base/phrases.hpp"

#include <string>
#include <vector>

namespace gassan {

/// What a page of normalised values tells of.
struct NormalisedPage {
    const Correction& correction;
    const Normalised& normalised;
    std::vector<std::string> combat;  ///< a variable -> why ComBat left it; empty: there was none
    Notes notes;                      ///< of all steps
    std::string title, version;
    std::string parameters;  ///< a line each
};

/// normalise.html: one self-contained page, the answer first.
[[nodiscard]] std::string normalised_page_html(const NormalisedPage& page, Language language);

/// The answer alone: what was done, in sentences.
[[nodiscard]] std::string normalised_answer(const NormalisedPage& page, Language language);

}  // namespace gassan
