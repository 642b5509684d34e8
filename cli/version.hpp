#pragma once

#include <string>

namespace gassan {

/// "0.1.0", as CMakeLists.txt of the project says.
[[nodiscard]] std::string version();

}  // namespace gassan
