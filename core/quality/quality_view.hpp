#pragma once

/// \file
/// What the rooms of quality agree on: who is a QC, a sample, a blank, of which group and batch, and which runs can
/// tell of a variable at all.

#include "core/model/quality.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

struct QualityView {
    const ValueTable& table;      ///< a quality_table
    const QualityParams& params;  ///< valid

    std::vector<std::size_t> qcs = {};  ///< of the pool that is judged by; indices into the samples, in their order
    std::vector<std::size_t> samples = {}, blanks = {};
    std::optional<std::string> pool = {};   ///< nothing where all QCs are of one
    std::size_t all_qcs = 0;                ///< of all pools
    std::vector<std::string> groups = {};   ///< of samples, sorted; those that are told
    std::vector<std::string> batches = {};  ///< of samples and QCs, sorted; "" is one where it is not told
    std::vector<std::size_t> group_of = {}, batch_of = {};  ///< parallel to the samples of the table; groups.size() or
                                                            ///< batches.size() where there is none

    /// Does the run's polarity know this variable? A cation is not missing in the runs of anions.
    [[nodiscard]] bool in_scope(std::size_t variable, std::size_t sample) const;

    std::vector<std::array<bool, 3>> knows = {};  ///< parallel to variables, by polarity + 1
};

/// \param table a quality_table; it and params must outlive the view
[[nodiscard]] QualityView quality_view(const ValueTable& table, const QualityParams& params);

/// Numbers of one variable in some runs.
struct Numbers {
    std::vector<double> values;        ///< of measured and filled cells
    std::vector<std::size_t> samples;  ///< parallel: whose
    std::vector<double> logarithms;    ///< parallel where all values are above zero, else empty
    [[nodiscard]] std::size_t size() const { return values.size(); }
};
[[nodiscard]] Numbers numbers_of(const QualityView& view, std::size_t variable, const std::vector<std::size_t>& runs);

}  // namespace gassan
