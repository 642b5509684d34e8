#pragma once

/// \file
/// What is said of a table's quality, in English and Japanese: for the page, and one line at a time for tables, JSON
/// and messages.

#include "core/model/quality.hpp"
#include "io/base/phrases.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace gassan::report {

enum class QualityWord {
    title,
    answer_most,
    answer_some,
    answer_none,
    answer_no_qcs,
    and_not_estimable,
    outlying_answer,
    no_outlying_answer,
    no_outlier_model,
    limits_head,
    no_limits,
    and_more,
    fact_runs,
    fact_variables,
    fact_grades,
    fact_cells,
    fact_units,
    fact_pool,
    run_map,
    run_map_how,
    map_level,
    map_level_axis,
    order_axis,
    kinds_map,
    kinds_map_how,
    trends,
    trends_how,
    best,
    worst,
    histograms,
    histograms_how,
    rsd_axis,
    d_ratio_axis,
    detection_axis,
    count_axis,
    pca,
    pca_how,
    pca_facts,
    component,
    outlying,
    outlying_how,
    driven_by,
    none_outlying,
    grades,
    grades_how,
    absent,
    absent_how,
    qc_table,
    qc_table_how,
    methods,
    methods_how,
    parameters,
    foot,
    unit_whole,
    key_variable,
    key_grade,
    key_reason,
    key_rsd,
    key_robust,
    key_log,
    key_d_ratio,
    key_icc,
    key_between,
    key_detected,
    key_blank,
    key_trend,
    key_run,
    key_type,
    key_batch,
    key_order,
    key_statistics,
    key_drivers,
    key_measure,
    key_value,
    key_bound,
    positive,
    negative,
    good,
    fair,
    poor,
    count  ///< not a word: how many there are
};

/// The text with its places ({0}, {1}) still in it; ours, plain text without markup.
[[nodiscard]] std::string_view word(Language language, QualityWord key);

/// The text with its places filled; the values must be escaped already.
template <class... Values>
requires(sizeof...(Values) > 0) [[nodiscard]] std::string
    word(Language language, QualityWord key, const Values&... values) {
    return fmt::vformat(word(language, key), fmt::make_format_args(values...));
}

/// Why the variable has its grade and what else asks for a look, in one line of plain text.
[[nodiscard]] std::string reason_text(Language language, const StudyQuality& quality, std::size_t variable);

/// One sentence of plain text; names in it are as they stand in the tables.
[[nodiscard]] std::string finding_text(Language language, const QualityFinding& finding);

/// "batch B1, capillary C2"; "the whole study" where neither is told.
[[nodiscard]] std::string unit_text(Language language, const std::string& batch, const std::string& capillary);

/// How it was judged, as a paragraph for a paper: what was done with these bounds and versions, and its sources.
[[nodiscard]] std::string methods_text(Language language, const StudyQuality& quality, std::string_view version);

/// The answer in a sentence: how many variables are steady enough (A or B).
[[nodiscard]] std::string answer_text(Language language, const StudyQuality& quality);

}  // namespace gassan::report
