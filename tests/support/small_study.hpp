#pragma once

/// \file
/// A study of small runs on disk, and what to compare of its results.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gassan::test {

/// "r04"
[[nodiscard]] std::string name_of(int k);

/// Writes samples.tsv: runs/r04.mzML is the sample r04, of group a or b.
void write_sheet(const std::filesystem::path& folder, const std::vector<int>& runs);

/// study.toml, its sheet and runs 1 to count; `listed` of them (all, if 0) stand in the sheet. Run k holds the two ions
/// of small_run() and eight more, on a clock of its own.
void make_study(const std::filesystem::path& folder, int count, int listed = 0);

/// The tables of OUT.
[[nodiscard]] const std::vector<std::string>& result_tables();

/// Every byte that must not depend on how the work was done.
[[nodiscard]] std::map<std::string, std::string> results_of(const std::filesystem::path& out);

/// The names of what differs.
[[nodiscard]] std::vector<std::string> different(const std::map<std::string, std::string>& a,
                                                 const std::map<std::string, std::string>& b);

/// Rows of a table by their first cells.
[[nodiscard]] std::map<std::string, std::string> rows_of(const std::string& table, int key_cells);

/// gassan run on it, and the same with more words.
[[nodiscard]] const std::vector<std::string>& road();
[[nodiscard]] std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more);

}  // namespace gassan::test
