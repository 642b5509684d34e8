#include "io/mzml/external_array.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/numbers.hpp"

namespace gassan {
namespace {

constexpr const char* wrong = "The converter wrote this: convert the raw data again, or report it to its makers.";

[[noreturn]] void refuse(const std::string& cause, const std::string& remedy = wrong) {
    throw Fault{.cause = cause, .remedy = remedy};
}

std::uint64_t count_of(const std::optional<std::string>& text, const char* term) {
    if (!text) refuse(std::string("the array names no ") + term);
    const auto count = whole_count(*text);
    if (!count) refuse(std::string(term) + "=\"" + quoted_text(*text) + "\" is not a length");
    return *count;
}

}  // namespace

void read_external(const ExternalArray& external, const ArrayHeader& array, std::optional<std::uint64_t> declared_count,
                   std::uint64_t most_points, std::vector<double>& values) {
    if (!external)
        refuse("the array's numbers are not in this file (MS:1002841 external HDF5 dataset)",
               "Give the mzMLb file that it was taken out of.");
    const ArrayCoding coding = array.coding;
    if (coding.arrangement != Arrangement::plain || coding.packing == Packing::zstd || !array.compression.empty())
        refuse("the array is packed with " +
                   (array.compression.empty() ? std::string(name_of(coding)) : array.compression) +
                   ", which is not read here in mzMLb",
               "Convert again without numpress and without prediction (delta, linear); zlib is fine.");
    const auto first = count_of(array.external_offset, "external offset (MS:1002842)");
    const auto count = array.external_length || !declared_count
                           ? count_of(array.external_length, "external array length (MS:1002843)")
                           : *declared_count;
    if (count > most_points)
        refuse("the array holds more than " + std::to_string(most_points) + " values, the limit for one array",
               "A damaged or hostile file; if it is real, raise --read.max_points_per_spectrum.");
    external(*array.external_dataset, first, count, values);
}

}  // namespace gassan
