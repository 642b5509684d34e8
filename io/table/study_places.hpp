#pragma once

/// \file
/// Which row of the sheet is which column of a polarity's table.

#include "core/model/study.hpp"
#include "core/model/study_result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// Where one row of the sheet stands in one table.
struct RunPlace {
    enum class Kind {
        column,         ///< the table has its cells
        failed,         ///< of this polarity, or of a polarity that nobody knows
        other_polarity  ///< its method does not see these ions
    };
    Kind kind = Kind::other_polarity;
    std::size_t column = 0;  ///< in FeatureTable::runs
    bool peak_list = false;  ///< nothing is known of where it has no peak
};

/// Was the run a peak list, without a scan?
[[nodiscard]] bool is_peak_list(const RunRecord& record);

/// One a row of the sheet.
[[nodiscard]] std::vector<RunPlace> run_places(const Study& study, const StudyResult& result,
                                               const FeatureTable& table);

/// The cell of a feature in a run; one without numbers where the table has none.
[[nodiscard]] Cell cell_at(const FeatureTable& table, std::size_t feature, const RunPlace& place);

/// The number that tables of areas show: finite, and only of measured and filled cells; else NaN.
[[nodiscard]] double area_of(const Cell& cell);

/// "positive", "negative", or nothing.
[[nodiscard]] std::string_view polarity_name(Polarity polarity);

/// Text as a cell of a table may hold it: as it is, or with C escapes where it has control characters.
[[nodiscard]] std::string text_cell(const std::string& text);

}  // namespace gassan
