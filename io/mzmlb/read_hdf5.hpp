#pragma once

#include "io/base/regular_file.hpp"
#include "io/read_run.hpp"

namespace gassan {

/// for_each_spectrum for what is kept in HDF5: mzMLb (Bhamber et al., J. Proteome Res. 2021, 20, 172), and ANDI-MS in
/// netCDF-4. Other HDF5 files are refused by name: mz5, a gassan store, and any.
RunSummary read_hdf5(const RegularFile& file, const ReadParams& params, const SpectrumSink& sink,
                     const ReadProgress& progress);

}  // namespace gassan
