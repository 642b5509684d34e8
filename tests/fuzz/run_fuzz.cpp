/// \file
/// The one door for files: mzML, mzXML, netCDF, mzMLb, and text in gzip and bzip2, each told by its content.

#include "tests/fuzz/given.hpp"

#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const gassan::fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
    gassan::fuzz::read_any(file.path());
    return 0;
}
