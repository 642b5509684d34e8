#pragma once

#include "io/read_run.hpp"

#include <string_view>

namespace gassan {

/// One more step into processing and processing_methods of a summary, each once; one that says nothing is left out.
void add_processing(ProcessingMethod method, RunSummary& summary);

/// The term of the PSI-MS vocabulary for what was done to data (children of MS:1000452), by its name; without an
/// accession where there is none.
[[nodiscard]] ProcessingTerm processing_term(std::string_view name);

}  // namespace gassan
