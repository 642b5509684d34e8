#include "io/base/hdf5_library.hpp"

#include <hdf5.h>

namespace gassan {
namespace {

std::recursive_mutex& library() {
    static std::recursive_mutex mutex;
    return mutex;
}

}  // namespace

std::unique_lock<std::recursive_mutex> enter_hdf5() {
    std::unique_lock lock(library());
    // A file that could not be closed on a full disk is written again, and crashes, when the library ends itself at the
    // end of the program (1.10.8). We close all we open; it need not.
    [[maybe_unused]] static const herr_t once = H5dont_atexit();
    // No code is loaded because a file names a filter.
    [[maybe_unused]] static const herr_t no_plugins = H5PLset_loading_state(0);
    // Faults become one line of ours; the library's own go to stderr by default, and by thread.
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    return lock;
}

}  // namespace gassan
