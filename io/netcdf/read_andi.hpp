#pragma once

#include "io/base/regular_file.hpp"
#include "io/netcdf/andi_content.hpp"
#include "io/read_run.hpp"

namespace gassan {

/// for_each_spectrum for ANDI-MS (ASTM E2077, E2078; AIA) in netCDF classic, CDF-1, CDF-2 and CDF-5. Every scan is MS1:
/// the format knows no levels. All scans have the polarity of the file, or none.
RunSummary read_andi(const RegularFile& file, const ReadParams& params, const SpectrumSink& sink,
                     const ReadProgress& progress);

/// The same variables and attributes in any other container. \throws InputError
RunSummary read_andi(const RegularFile& file, const AndiContent& content, const ReadParams& params,
                     const SpectrumSink& sink, const ReadProgress& progress);

}  // namespace gassan
