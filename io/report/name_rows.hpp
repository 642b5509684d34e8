#pragma once

#include "io/report/study_view.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan::report {

/// Which rows of a table have something to show of their name: those that have one first, then those with candidates
/// for one, each in the order of the table.
[[nodiscard]] std::vector<std::size_t> rows_with_names(const StudyView& view, std::size_t table);

/// The features of all tables that have a name or candidates for one, with what speaks for each, how many names were
/// given at which level, and how many of them are wrong as decoys tell. Empty where nothing was annotated. Feature N
/// (index + 1) of table T (index + 1) has the id name-T-N.
/// \param has_row by table, then feature: has it a row #row-T-N in the table of features?
[[nodiscard]] std::string names_section_html(const StudyView& view, const std::vector<std::vector<bool>>& has_row);

/// Features that names_section_html shows, by table, then feature.
[[nodiscard]] std::vector<std::vector<bool>> shown_with_names(const StudyView& view);

}  // namespace gassan::report
