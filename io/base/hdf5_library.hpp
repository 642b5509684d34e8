#pragma once

#include <mutex>

namespace gassan {

/// The HDF5 library is entered by one thread at a time: hold this as long as it is used. (It may be built without locks
/// of its own, and where it has them it has one for all.)
[[nodiscard]] std::unique_lock<std::recursive_mutex> enter_hdf5();

}  // namespace gassan
