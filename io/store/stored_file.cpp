#include "io/store/stored_file.hpp"

#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/base/sha256.hpp"

namespace gassan {

std::string write_stored_file(const std::filesystem::path& path, const std::function<void(hdf5::Writer&)>& write,
                              const std::function<void(const std::string&)>& about_to_appear) {
    AtomicFile place(path, true);
    {
        hdf5::Writer file(place.temporary());
        write(file);
        file.close_and_compare();
    }
    const std::string hash = hash_file(place.temporary()).sha256;
    place.sync();
    if (about_to_appear) about_to_appear(hash);
    place.commit();
    return hash;
}

void require_content(const std::filesystem::path& path, const std::string& sha256) {
    if (sha256.empty()) return;
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        throw InputError(path, "", "is not there, though the manifest names it",
                         "Run gassan run again: it makes what is missing.");
    const std::string found = hash_file(path).sha256;
    if (found != sha256)
        throw InputError(path, "",
                         "is not what was written: its SHA-256 is " + found.substr(0, 12) + "..., the manifest says " +
                             sha256.substr(0, 12) + "...",
                         "Take the file from a copy, or run gassan run again, which makes it anew.");
}

}  // namespace gassan
