#include "io/read_run.hpp"

#include "io/base/faults.hpp"

namespace gassan {

RunSummary for_each_spectrum(const std::filesystem::path& path, const ReadParams&, const SpectrumSink&,
                             const ReadProgress&) {
    throw Error(path.string() + ": no reader yet");
}

ReadRun read_run(const std::filesystem::path& path, const ReadParams& params, const ReadProgress& progress) {
    ReadRun result;
    result.summary = for_each_spectrum(
        path, params, [](const Spectrum&) {}, progress);
    return result;
}

}  // namespace gassan
