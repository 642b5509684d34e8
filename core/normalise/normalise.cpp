#include "core/normalise/normalise.hpp"

#include "core/base/error.hpp"

namespace gassan {
namespace {

ValueScale scale_named(std::string_view name) {
    for (const ValueScale scale : {ValueScale::ln, ValueScale::log2, ValueScale::log10, ValueScale::glog})
        if (value_scale_name(scale) == name) return scale;
    return ValueScale::linear;
}

void append(Notes& notes, const Notes& more) {
    notes.insert(notes.end(), more.begin(), more.end());
}

}  // namespace

Normalised normalise(ValueTable table, const NormaliseParams& params, const std::string& column,
                     const std::string& unit, int threads) {
    require(params.by != "column" || !column.empty(), "normalisation by a column needs its name (--column NAME)");
    Normalised result;
    result.dilution = find_dilution(table, {dilution_of(params.by), column, unit, params.sg_reference});
    append(result.notes, result.dilution.notes);

    Filled filled = fill_values(apply_dilution(std::move(table), result.dilution),
                                {params.fill, params.least_below_share, params.most_below_share,
                                 std::size_t(params.neighbours), params.most_missing_share},
                                threads);
    result.fills = std::move(filled.variables);
    append(result.notes, filled.notes);

    Transformed transformed =
        transform_values(std::move(filled.table), scale_named(params.transform), params.glog_lambda);
    result.not_above_zero = std::move(transformed.lost);
    append(result.notes, transformed.notes);
    Transformed scaled = scale_values(std::move(transformed.table), scaling_of(params.scale));
    append(result.notes, scaled.notes);
    result.table = std::move(scaled.table);
    return result;
}

}  // namespace gassan
