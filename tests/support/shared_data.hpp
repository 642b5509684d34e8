#pragma once

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

namespace gassan::test {

/// A file or folder of the shared data ($GASSAN_SHARED, default ../shared beside the source tree). Where it is not
/// there, the test ends as skipped, by name: ctest reads exit code 77 as that.
inline std::filesystem::path shared_data(const std::string& test_name, const std::string& name) {
    const char* root = std::getenv("GASSAN_SHARED");
    const auto path = std::filesystem::path(root ? root : GASSAN_SOURCE_DIR "/../shared") / name;
    if (std::filesystem::exists(path)) return path;
    std::cout << "SKIPPED: " << test_name << ": " << path.string() << " is not there" << std::endl;
    std::exit(77);
}

}  // namespace gassan::test
