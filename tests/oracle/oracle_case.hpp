#pragma once

/// \file
/// Statistics against what other programs computed of the same tables: a case is a folder with in_*.tsv (data and
/// settings) and exp_*.tsv (what must come out). A topic, the two digits at the start of the folder's name, is one
/// function here that computes every expected table anew from the inputs alone.

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// Cells of a table as they stand; the header has as many as every row.
struct OracleTable {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;

    [[nodiscard]] std::size_t column(std::string_view name) const;  ///< \throws Error if there is none
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
    [[nodiscard]] std::vector<double> numbers(std::string_view name) const;  ///< NA is NaN
};

/// Numbers with a name for every row and column.
struct OracleMatrix {
    std::vector<std::string> rows, columns;
    std::vector<double> values;  ///< rows x columns; NA is NaN
};

struct OracleCase {
    std::filesystem::path folder;

    [[nodiscard]] bool has(std::string_view file) const;
    [[nodiscard]] OracleTable table(std::string_view file) const;
    [[nodiscard]] OracleMatrix matrix(std::string_view file) const;  ///< the first column names the rows
    /// Of in_config.tsv (key, value). \throws Error naming the key where it is missing and there is no fallback
    [[nodiscard]] std::string setting(std::string_view key) const;
    [[nodiscard]] std::string setting(std::string_view key, std::string_view fallback) const;
};

struct Tolerance {
    double relative = 1e-9, absolute = 1e-12;
};

/// One expected table, computed.
struct OracleAnswer {
    std::string file;      ///< "exp_corrected.tsv"
    std::size_t keys = 1;  ///< so many leading columns name a row
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;  ///< numbers by oracle_number
    Tolerance tolerance = {};
    std::map<std::string, Tolerance> of_column = {};  ///< instead, by name of column
    std::map<std::string, Tolerance> of_row = {};     ///< instead, by the first key (tables of key and value)
    std::vector<std::string> not_ours = {};           ///< columns that tell of the other program alone
};

/// Of a cell: NaN for NA and an empty one, Inf, -Inf; nothing where it is no number.
[[nodiscard]] std::optional<double> oracle_value(std::string_view cell);
/// \throws Error if it is not there, or a row has not as many cells as the header
[[nodiscard]] OracleTable read_oracle_table(const std::filesystem::path& path);

/// 17 significant digits; "NA" for NaN; "Inf", "-Inf".
[[nodiscard]] std::string oracle_number(double value);
[[nodiscard]] OracleAnswer answer_of(std::string file, const OracleMatrix& matrix, std::string_view corner,
                                     Tolerance tolerance);

using OracleTopic = std::vector<OracleAnswer> (*)(const OracleCase&);

// One source a topic: topic_01.cpp, ...
[[nodiscard]] std::vector<OracleAnswer> oracle_qc_metrics(const OracleCase& given);         // 01
[[nodiscard]] std::vector<OracleAnswer> oracle_loess(const OracleCase& given);              // 02
[[nodiscard]] std::vector<OracleAnswer> oracle_spline(const OracleCase& given);             // 03
[[nodiscard]] std::vector<OracleAnswer> oracle_batch(const OracleCase& given);              // 04
[[nodiscard]] std::vector<OracleAnswer> oracle_normalise(const OracleCase& given);          // 05
[[nodiscard]] std::vector<OracleAnswer> oracle_missing(const OracleCase& given);            // 06
[[nodiscard]] std::vector<OracleAnswer> oracle_pca(const OracleCase& given);                // 07
[[nodiscard]] std::vector<OracleAnswer> oracle_method_comparison(const OracleCase& given);  // 25

}  // namespace gassan
