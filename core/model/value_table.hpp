#pragma once

/// \file
/// Tables of values as statistics take them: what was measured (compounds, features, properties) against samples, and
/// of every cell what it knows. Made of a study's results or read from the tables of others (io/values).

#include "core/model/feature_table.hpp"
#include "core/model/study.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// What the numbers of a table are: everything but `linear` is a transform of what was measured.
enum class ValueScale : std::uint8_t { linear, ln, log2, log10, glog, scaled };

/// "linear", "ln", "log2", "log10", "glog", "scaled".
[[nodiscard]] std::string_view value_scale_name(ValueScale scale);

/// What one row of a table is.
struct Variable {
    std::string id;                  ///< unique in the table: compound_id, feature_id, or the name as told
    std::string name;                ///< for people; may be empty
    std::string unit;                ///< of its values, on the linear scale; empty: not told (areas, for one)
    std::vector<std::string> facts;  ///< parallel to ValueTable::facts; "" = not told
};

/// Values of variables in samples. A sample is what its row of the sheet says: type, batch, injection_order, capillary
/// (segment of correction), group, person, visit, lot, pool, covariates.
struct ValueTable {
    Study study;                     ///< the samples, and the names of their covariates
    std::vector<std::string> facts;  ///< further columns that tell of variables: m/z, KEGG, ...
    std::vector<Variable> variables;
    ValueScale scale = ValueScale::linear;

    /// All three: variables x samples, cell of variable v in sample s at [v * study.samples.size() + s].
    std::vector<double> values;  ///< finite in measured and filled cells; elsewhere NaN, or what an imputation put
                                 ///< there: a number in a cell of another kind was not measured
    std::vector<double> limits;  ///< of below_limit: how much would have been seen, in the unit and scale of values;
                                 ///< NaN where nobody knows
    std::vector<CellKind> kinds;

    [[nodiscard]] std::size_t samples() const { return study.samples.size(); }
    [[nodiscard]] std::span<double> row(std::size_t variable) {
        return std::span(values).subspan(variable * samples(), samples());
    }
    [[nodiscard]] std::span<const double> row(std::size_t variable) const {
        return std::span(values).subspan(variable * samples(), samples());
    }
    [[nodiscard]] std::span<CellKind> row_kinds(std::size_t variable) {
        return std::span(kinds).subspan(variable * samples(), samples());
    }
    [[nodiscard]] std::span<const CellKind> row_kinds(std::size_t variable) const {
        return std::span(kinds).subspan(variable * samples(), samples());
    }
    [[nodiscard]] std::span<double> row_limits(std::size_t variable) {
        return std::span(limits).subspan(variable * samples(), samples());
    }
    [[nodiscard]] std::span<const double> row_limits(std::size_t variable) const {
        return std::span(limits).subspan(variable * samples(), samples());
    }
};

/// Was there a number of the sample itself: a peak by itself, or one at the predicted place?
[[nodiscard]] inline bool has_measurement(CellKind kind) {
    return kind == CellKind::measured || kind == CellKind::filled;
}

/// A table of this shape in which nothing was measured yet.
[[nodiscard]] ValueTable empty_values(Study study, std::vector<Variable> variables);

}  // namespace gassan
