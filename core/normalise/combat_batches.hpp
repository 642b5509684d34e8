#pragma once

#include "core/base/note.hpp"
#include "core/model/value_table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gassan {

struct CombatBatches {
    ValueTable table;
    std::vector<std::string> reasons;  ///< a variable -> why it stayed; "" where it was adjusted
    std::size_t adjusted = 0;
    Notes notes;
};

/// ComBat on the samples of a table (type sample), in ln: for studies whose QCs do not tell the levels of batches. QCs,
/// blanks and standards stay as they are, since covariates say nothing of them; limits of samples go along.
/// \param covariates columns of the sheet, or "group", "visit": effects to keep
/// \throws ParameterError where a sample has no batch or a covariate is unknown, where there is one batch, where
///         covariates go with batches, or values are on a glog or other scale
[[nodiscard]] CombatBatches combat_batches(ValueTable table, const std::vector<std::string>& covariates,
                                           int threads = 1);

/// What of `keep` ("group", "visit", "both", "none"; CorrectParams) the sheet tells of samples: covariates of the
/// above.
[[nodiscard]] std::vector<std::string> kept_covariates(const Study& study, std::string_view keep);

}  // namespace gassan
