#pragma once

#include "io/base/regular_file.hpp"
#include "io/base/text_window.hpp"
#include "io/read_run.hpp"

namespace gassan {

/// for_each_spectrum for mzXML 1.x to 3.x (plain, gzip, bzip2). \param window at the begin of the file.
/// Index and SHA-1 at its end are not used, so wrong ones cannot mislead.
RunSummary read_mzxml(const RegularFile& file, TextWindow& window, const ReadParams& params, const SpectrumSink& sink,
                      const ReadProgress& progress);

}  // namespace gassan
