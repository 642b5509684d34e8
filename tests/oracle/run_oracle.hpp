#pragma once

/// \file
/// Runs the cases of a folder (oracle_case.hpp) and compares what comes out with what is expected.

#include "tests/oracle/oracle_case.hpp"

#include <ostream>

namespace gassan {

/// Cells that differ, and rows and columns that are missing or too many: a line each with row, column, expected and
/// got. Rows are known by their keys and columns by their names, in any order; equal keys by their order. NA is only
/// NA; two numbers are compared as numbers, all else as text. A table of no rows is as good as any other of no rows.
[[nodiscard]] std::vector<std::string> oracle_differences(const OracleTable& expected, const OracleAnswer& answer);

/// Every case folder in `place`. Told to `out`: differences (the first of each table, and how many), topics that are
/// not in `topics`, and `<title>: N cases, M tables compared`. \returns 0; 1 for any difference, an expected table that
/// was not compared, a case or a place without any; 77 where the place does not exist
[[nodiscard]] int run_oracle(const std::filesystem::path& place, const std::map<std::string, OracleTopic>& topics,
                             const std::string& title, std::ostream& out);

}  // namespace gassan
