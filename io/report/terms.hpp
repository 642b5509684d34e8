#pragma once

/// \file
/// What the report of a study says of names and amounts, in English and Japanese; the rest of its words are
/// words.hpp's.

#include "io/report/words.hpp"

#include <string_view>

namespace gassan::report {

enum class Term {
    names,
    names_how,
    names_given,
    names_fdr,
    names_fdr_none,
    names_cut,
    no_name,
    isomers,
    more_candidates,
    by_standard,
    by_table,
    by_prediction,
    by_mass,
    of_user,
    of_library,
    concentrations,
    concentrations_how,
    concentrations_cut,
    below_loq,
    above_uloq,
    below_lod,
    unmeasured,
    run_failed,
    standard_failed,
    no_curve_short,
    no_value_short,
    flagged,
    curves,
    curves_how,
    level_axis,
    response_area,
    response_ratio,
    error_axis,
    points_used,
    left_out,
    plain_areas,
    why_standard,
    why_model,
    no_curves,
    standards,
    standards_how,
    order_axis,
    area_axis,
    trend_facts,
    why_failed,
    see_standards,
    named,
    named_fact,
    col_name,
    col_level,
    col_probability,
    col_ion,
    col_mz,
    col_mz_error,
    col_mobility,
    col_time,
    col_place_error,
    col_evidence,
    col_isotopes,
    col_family,
    col_unit,
    col_standard,
    count  ///< not a term: how many there are
};

/// The text with its places ({0}, {1}) still in it. It is ours: plain text without markup.
[[nodiscard]] std::string_view word(Language language, Term key);

}  // namespace gassan::report
