#pragma once

/// \file
/// What `gassan normalise` did, as text tables (docs/formats.md "gassan normalise").

#include "core/model/correction.hpp"
#include "core/model/normalisation.hpp"

#include <string>

namespace gassan {

/// corrections.tsv: a row a variable. What its QCs tell, by which model each unit went, log CV of left-out QCs before
/// and after, why. \param combat of each variable, why ComBat left it ("" = adjusted); empty: there was no ComBat
[[nodiscard]] std::string corrections_tsv(const Correction& correction, const std::vector<std::string>& combat);

/// factors.tsv: a row a sample. What told how dilute it is, and the factor; the reason where there is none.
[[nodiscard]] std::string factors_tsv(const Study& study, const Dilution& dilution);

/// filled.tsv: a row a variable. Cells by kind, shares, how many got a number and from where, the lognormal that the
/// censored values tell, why.
[[nodiscard]] std::string filled_tsv(const Normalised& normalised);

}  // namespace gassan
