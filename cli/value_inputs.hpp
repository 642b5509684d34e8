#pragma once

/// \file
/// How commands on tables of values are told which: a folder of results, or tables.

#include "cli/session.hpp"
#include "core/model/value_table.hpp"
#include "io/values/read_values.hpp"

#include <CLI/App.hpp>

#include <cstddef>
#include <string>

namespace gassan {

/// As typed.
struct ValueFlags {
    std::string values, zero, samples, variables;
    bool by_specimen = false;
};

/// --values, --by-specimen, --samples, --variables, --zero
void declare_value_inputs(CLI::App& app, ValueFlags& flags);

/// The flags as a request. \throws UsageError
[[nodiscard]] ReadValuesRequest value_request(const ValueFlags& flags);

/// A table that was read, and how many warnings were told of it.
struct ToldValues {
    ValueTable table;
    std::size_t warnings = 0;
};

/// Reads Session::files; says what was recognised, and warns of what was made of cells. \throws FaultList with all
/// faults; UsageError; EnvironmentError
[[nodiscard]] ToldValues read_told_values(const Session& session, const ValueFlags& flags);

}  // namespace gassan
