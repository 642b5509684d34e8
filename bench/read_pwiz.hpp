#pragma once

/// \file
/// ProteoWizard's library as a reader of mzML, to race with (Debian: libpwiz-dev). Where it was not there when the
/// bench was built, has_pwiz is false.

#include <cstddef>
#include <filesystem>
#include <functional>

namespace gassan {

[[nodiscard]] bool has_pwiz();

/// Every spectrum with its arrays, as doubles.
void read_with_pwiz(const std::filesystem::path& path,
                    const std::function<void(const double* mz, const double* intensity, std::size_t count)>& take);

}  // namespace gassan
