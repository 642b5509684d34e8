#pragma once

#include "io/base/atomic_file.hpp"
#include "io/mzml/write_mzml.hpp"

#include <cstddef>

namespace gassan {

/// Writes mzMLb 1.0 (Bhamber et al., J. Proteome Res. 2021, 20, 172) into a file that the caller will sync, look at,
/// and commit: the mzML document as the dataset "mzML", the numbers of all spectra behind one another in a dataset for
/// m/z and one for intensities, and the places and ids of spectra in the document. Packed with shuffle and deflate,
/// which every HDF5 library has, in the layout that the oldest of them read. Of options, gzip, indexed and
/// time_in_minutes say nothing here. The same spectra give the same bytes.
/// \throws EnvironmentError if it cannot be written; ParameterError for a wrong count or an impossible spectrum
void write_mzmlb(AtomicFile& file, const MzmlWriteOptions& options, std::size_t spectrum_count,
                 const SpectrumMaker& make);

}  // namespace gassan
