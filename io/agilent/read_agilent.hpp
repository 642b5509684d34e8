#pragma once

#include "io/agilent/agilent_folder.hpp"
#include "io/read_run.hpp"

namespace gassan {

/// Streams the MS1 spectra of a MassHunter folder (NAME.d, or its AcqData) to sink, as for_each_spectrum promises.
/// Profile spectra have all their bins, also those without counts. Memory is bounded by the largest spectrum.
/// What is read, mended and refused: docs/methods/reading.md.
/// \throws InputError for folders of other instruments, ICP-MS, ion-mobility and triple-quadrupole profile data, and
/// for damage; EnvironmentError
RunSummary read_agilent(const std::filesystem::path& path, const ReadParams& params, const SpectrumSink& sink,
                        const ReadProgress& progress);

}  // namespace gassan
