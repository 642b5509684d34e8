#pragma once

/// \file
/// What was done to a run, and by which programs, in an mzML document.

#include "core/base/note.hpp"
#include "io/mzml/write_mzml.hpp"
#include "io/read_run.hpp"

#include <string>
#include <vector>

namespace gassan {

/// Programs and steps of a source into facts, as they can be written so that they read back the same. What cannot be
/// is left out, with a note.
void carry_processing(const RunSummary& source, MzmlFacts& facts, Notes& left_out);

/// The steps that the document will name: those of facts, then our own.
[[nodiscard]] RunSummary written_processing(const MzmlWriteOptions& options);

[[nodiscard]] std::string software_list_text(const MzmlWriteOptions& options);
[[nodiscard]] std::string processing_list_text(const MzmlWriteOptions& options);

}  // namespace gassan
