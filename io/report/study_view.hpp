#pragma once

/// \file
/// What the parts of a study's report agree on: who is who, in which order, in which colour, and who is drawn.

#include "core/model/electropherogram.hpp"
#include "core/model/study.hpp"
#include "core/model/study_result.hpp"
#include "io/report/words.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan::report {

constexpr std::size_t cell_kinds = 5;
using KindCounts = std::array<std::size_t, cell_kinds>;  ///< by CellKind

/// What the colours stand for: a group of samples, or another type.
struct RunClass {
    std::string_view css;  ///< class of report.css: "k0" ... "k6", "kqc", "kblank", "kstandard"
    std::string name;      ///< as in the sheet, not escaped; empty for the groups beyond the palette
};

struct StudyView {
    const Study& study;
    const StudyResult& result;
    const std::vector<Electropherogram>& total_ion;  ///< parallel to the samples; may be shorter
    Language language = Language::en;

    std::vector<RunClass> classes;                              ///< that occur, in the order of the sheet
    std::vector<std::size_t> class_of;                          ///< of each sample, index into classes
    std::vector<std::size_t> run_order;                         ///< samples in order of measurement
    std::vector<std::vector<std::optional<std::size_t>>> rows;  ///< sample of each column of each table
    std::vector<double> total_ion_ratio;  ///< of each sample: area over the median of its polarity; NaN = not known

    [[nodiscard]] std::string_view css(std::size_t table, std::size_t column) const;
    [[nodiscard]] RunStatus status(std::size_t table, std::size_t column) const;
};

[[nodiscard]] StudyView view_of(const Study& study, const StudyResult& result,
                                const std::vector<Electropherogram>& total_ion, Language language);

/// Where a sample stands in the tables.
struct Column {
    std::size_t table = 0, column = 0;
};
[[nodiscard]] std::optional<Column> column_of(const StudyView& view, std::size_t sample);

/// Columns of a table in order of measurement; columns that the sheet does not know come last.
[[nodiscard]] std::vector<std::size_t> columns_in_order(const StudyView& view, std::size_t table);

/// At most that many of the items, in their order: those that must be seen, then evenly from the others.
/// \param must parallel to items.
[[nodiscard]] std::vector<std::size_t> chosen_evenly(const std::vector<std::size_t>& items,
                                                     const std::vector<bool>& must, std::size_t at_most);

[[nodiscard]] KindCounts kinds_of_run(const FeatureTable& table, std::size_t column);
[[nodiscard]] KindCounts kinds_of_feature(const FeatureTable& table, std::size_t feature);
[[nodiscard]] std::size_t count_of(const KindCounts& counts, CellKind kind);

/// "measured 12 · filled 3": those that occur.
[[nodiscard]] std::string kinds_text(const KindCounts& counts);

/// Median height of the measured cells, counts; NaN where there is none.
[[nodiscard]] double median_height(const FeatureTable& table, std::size_t feature);

/// Features with a height by falling median height, ties by their order.
[[nodiscard]] std::vector<std::size_t> by_falling_height(const FeatureTable& table);

/// measured over the runs that did not fail; 0 for none.
[[nodiscard]] double found_share(const KindCounts& counts);

/// "✓ ok": the status by mark and word.
[[nodiscard]] std::string status_text(RunStatus status);

/// "positive", in the language.
[[nodiscard]] std::string_view polarity_word(const StudyView& view, Polarity polarity);

/// "Polarity: positive", in the language.
[[nodiscard]] std::string polarity_title(const StudyView& view, Polarity polarity);

/// <h2> or <h3>
[[nodiscard]] std::string heading(int level, std::string_view id, std::string_view text);

/// A <p> of our own text; nothing for none.
[[nodiscard]] std::string paragraph(std::string_view text);

/// "40 of 200 runs are drawn" as a <p>, where not all are.
[[nodiscard]] std::string chosen_note(const StudyView& view, std::size_t shown, std::size_t all);

/// The name of each colour.
[[nodiscard]] std::string class_legend(const StudyView& view);

}  // namespace gassan::report
