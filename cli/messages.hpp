#pragma once

/// \file
/// What the program says beside its data, in the languages it speaks. Names of parameters, files and columns stay.

#include "cli/session.hpp"
#include "core/base/counted.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace gassan {

/// Keys of the table of messages, in its order.
enum class Say {
    error,
    warning,
    and_more,
    strict_failed,
    stage_reading,
    stage_finding,
    stage_writing,
    stage_simulating,
    seconds_left,
    detected,
    written,
    checked_bad,
    verdict_ready,
    verdict_bad,
    head_reason,
    head_warning,
    head_format,
    head_instrument,
    head_started,
    head_software,
    head_source,
    head_sample,
    head_spectra,
    spectra,
    head_kind,
    centroid,
    profile,
    both_kinds,
    no_kind,
    head_polarity,
    positive,
    negative,
    both,
    no_polarity,
    head_time,
    head_time_unit,
    head_rate,
    rate,
    head_mz,
    head_points,
    head_floor,
    counts_floor,
    head_processing,
    head_traces,
    trace,
    head_parameters,
    head_next,
    simulated,
    moved_away,
    manifest_cut,
    little_space,
    run_failed,
    more_failed,
    founded_anew,
    no_such_frame,
    no_mobility,
    stage_runs,
    stage_joining,
    stage_report,
    stage_targets,
    stage_correcting,
    no_correction,
    runs_stopped,
    peak_lists,
    runs_mapped,
    study_done,
    study_table,
    study_report,
    demo_report,
    demo_next,
    head_table,
    sample_sheet,
    compound_table,
    standards_table,
    peak_list,
    head_study,
    head_runs,
    head_batches,
    head_groups,
    head_covariates,
    head_compounds,
    head_levels,
    head_frame,
    head_peaks,
    stage_looking,
    init_written,
    init_left_out,
    init_next,
    stage_comparing,
    converted,
    convert_left_out,
    library_listed,
    library_checked,
    library_imported,
    exported,
    compared,
    count  ///< not a message: how many there are
};

/// The text of a message with its places ({0}, {1}) still in it.
[[nodiscard]] std::string_view message(Language language, Say key);

/// A number of things in a message: at {0} "13,564", at {0:run|runs} the word for so many.
struct Count {
    std::uint64_t number = 0;
};

/// A message with its places filled.
template <class... Values>
[[nodiscard]] std::string say(Language language, Say key, const Values&... values) {
    return fmt::vformat(message(language, key), fmt::make_format_args(values...));
}

/// "13,564"
[[nodiscard]] std::string grouped(std::uint64_t number);

/// text followed by blanks up to a width in columns; East Asian letters take two.
[[nodiscard]] std::string padded(const std::string& text, std::size_t columns);

}  // namespace gassan

template <>
struct fmt::formatter<gassan::Count> {
    std::string_view one = {}, more = {};

    constexpr auto parse(fmt::format_parse_context& context) {
        const std::string_view rest(context.begin(), std::size_t(context.end() - context.begin()));
        const std::string_view words = rest.substr(0, rest.find('}'));
        if (const auto bar = words.find('|'); bar != words.npos) {
            one = words.substr(0, bar);
            more = words.substr(bar + 1);
        }
        return context.begin() + words.size();
    }

    auto format(const gassan::Count& count, fmt::format_context& context) const {
        return fmt::format_to(
            context.out(), "{}",
            more.empty() ? gassan::grouped(count.number) : std::string(gassan::plural(count.number, one, more)));
    }
};
