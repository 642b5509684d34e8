/// \file
/// A MassHunter folder, packed in one string of bytes (folder_bytes.hpp).

#include "tests/fuzz/folder_bytes.hpp"
#include "tests/fuzz/given.hpp"

#include <cstddef>
#include <fstream>

namespace {

/// A folder in memory where there is one, made anew for every input.
class Folder {
public:
    Folder() {
        const bool in_memory = std::filesystem::is_directory("/dev/shm");
        std::string name = std::string(in_memory ? "/dev/shm" : "/tmp") + "/gassan-fuzz-XXXXXX";
        if (!::mkdtemp(name.data())) std::abort();
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Folder folder;
    std::filesystem::create_directory(folder.path() / "AcqData");
    for (const auto& [name, bytes] : gassan::fuzz::unpacked_folder({reinterpret_cast<const char*>(data), size}))
        std::ofstream(folder.path() / "AcqData" / name, std::ios::binary) << bytes;
    gassan::fuzz::read_any(folder.path());
    return 0;
}
