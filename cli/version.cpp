#include "cli/version.hpp"

namespace gassan {

std::string version() {
    return GASSAN_VERSION;
}

}  // namespace gassan
