#pragma once

/// \file
/// What the report of a study says, in English and Japanese: one table, the same terms as cli/messages. Names of
/// columns and values of tables ("measured", "qc", "warned") are data and stay as the tables have them.

#include "io/base/phrases.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace gassan::report {

/// "ja" is Japanese, everything else English.
[[nodiscard]] Language language_of(std::string_view name);

enum class Word {
    study_report,
    runs,
    runs_by_status,
    samples_by_type,
    features,
    features_of_others,
    cells,
    frame,
    polarity,
    positive,
    negative,
    no_polarity,
    look_first,
    nothing_first,
    total_ion_odd,
    see_doubtful,
    run_table,
    run_table_how,
    notes_of_runs,
    and_more,
    alignment,
    alignment_how,
    frame_tu,
    frame_inverse,
    frame_facts,
    no_anchors,
    before,
    before_how,
    after,
    after_how,
    residuals,
    residuals_how,
    not_aligned,
    extrapolated,
    rejected,
    some_runs,
    total_ion,
    total_ion_how,
    no_curve,
    map,
    map_how,
    no_features,
    found_share,
    strongest,
    strongest_how,
    doubtful,
    doubtful_how,
    overlay_how,
    overlay_cut,
    curves_shown,
    no_curves,
    why_doubtful,
    doubt_quality,
    doubt_scatter,
    doubt_split,
    doubt_filled,
    doubt_neighbour,
    feature_table,
    feature_table_cut,
    parameters,
    made_by,
    foot,
    frame_time,
    frame_time_s,
    time_less_frame,
    residual,
    further_groups,
    key_sample_id,
    key_status,
    key_reason,
    key_type,
    key_group,
    key_batch,
    key_order,
    key_polarity,
    key_features,
    key_measured,
    key_filled,
    key_below,
    key_not_measured,
    key_anchors,
    key_rms,
    key_a,
    key_b,
    key_c,
    key_mz_shift,
    key_ratio,
    key_lock_masses,
    key_lock_ppm,
    key_feature_id,
    key_mz,
    key_mobility,
    key_mt,
    key_charge,
    key_ion,
    key_compound,
    key_level,
    key_score,
    key_runs,
    key_detected,
    key_quality,
    key_height,
    key_doubt,
    count  ///< not a word: how many there are
};

/// The text with its places ({0}, {1}) still in it. It is ours: plain text without markup.
[[nodiscard]] std::string_view word(Language language, Word key);

/// The text with its places filled; the values must be escaped already.
/// \param key a Word, or a Term (io/report/terms)
template <class Key, class... Values>
requires(sizeof...(Values) > 0) [[nodiscard]] std::string word(Language language, Key key, const Values&... values) {
    return fmt::vformat(word(language, key), fmt::make_format_args(values...));
}

}  // namespace gassan::report
