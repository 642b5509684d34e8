#include "bench/read_pwiz.hpp"

#include <stdexcept>

#ifdef GASSAN_HAS_PWIZ
#include <pwiz/data/msdata/MSDataFile.hpp>
#endif

namespace gassan {

#ifdef GASSAN_HAS_PWIZ

bool has_pwiz() {
    return true;
}

void read_with_pwiz(const std::filesystem::path& path,
                    const std::function<void(const double* mz, const double* intensity, std::size_t count)>& take) {
    const pwiz::msdata::MSDataFile file(path.string());
    const auto& spectra = *file.run.spectrumListPtr;
    for (std::size_t i = 0; i < spectra.size(); ++i) {
        const auto spectrum = spectra.spectrum(i, true);
        const auto mz = spectrum->getMZArray(), intensity = spectrum->getIntensityArray();
        if (mz->data.empty()) continue;
        take(&mz->data[0], &intensity->data[0], mz->data.size());
    }
}

#else

bool has_pwiz() {
    return false;
}

void read_with_pwiz(const std::filesystem::path&,
                    const std::function<void(const double*, const double*, std::size_t)>&) {
    throw std::logic_error("built without ProteoWizard");
}

#endif

}  // namespace gassan
