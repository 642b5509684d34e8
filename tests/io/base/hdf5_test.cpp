/// \file
/// The bounded reader of HDF5: what the library writes, and files made by hand so that they cost more than they hold.

#include "io/base/faults.hpp"
#include "io/base/hdf5_input.hpp"
#include "io/base/regular_file.hpp"
#include "tests/support/temp_folder.hpp"

#include <hdf5.h>
#include <catch2/catch.hpp>

#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

// ---- by hand, as the specification has it ----------------------------------------------------------------------

std::string number(std::uint64_t value, int width) {
    std::string bytes;
    for (int i = 0; i < width; ++i) bytes += i < 8 ? char(value >> 8 * i & 0xff) : '\0';
    return bytes;
}

std::string message(unsigned type, const std::string& data) {
    return number(type, 2) + number(data.size(), 2) + std::string(4, '\0') + data;
}

std::string continuation(std::uint64_t address, std::uint64_t size) {
    return message(0x10, number(address, 8) + number(size, 8));
}

// A version 1 header of an object.
std::string header(const std::string& messages) {
    return number(1, 2) + number(1, 2) + number(1, 4) + number(messages.size(), 4) + number(0, 4) + messages;
}

// A text attribute in a message, "yes".
std::string attribute(const std::string& name) {
    const std::string type = number(0x13, 1) + number(0, 3) + number(4, 4);
    const std::string space = number(1, 1) + number(0, 7);
    std::string padded = name;
    padded.resize((name.size() / 8 + 1) * 8, '\0');
    return message(0x0c, number(1, 2) + number(name.size() + 1, 2) + number(8, 2) + number(8, 2) + padded + type +
                             space + std::string("yes\0\0\0\0\0", 8));
}

constexpr std::uint64_t nowhere = ~std::uint64_t{0}, root_at = 48;

// The root's header stands at byte 48, and what is given behind it.
std::string file_of(const std::string& messages, const std::string& rest) {
    const std::string root = header(messages);
    const std::uint64_t end = root_at + root.size() + rest.size();
    return "\x89HDF\r\n\x1a\n" + number(2, 1) + number(8, 1) + number(8, 1) + number(0, 1) + number(0, 8) +
           number(nowhere, 8) + number(end, 8) + number(root_at, 8) + number(0, 4) + root + rest;
}

// A group whose tree begins at a byte; its heap of names holds "x".
std::string group(std::uint64_t heap, std::uint64_t tree) {
    return message(0x11, number(tree, 8) + number(heap, 8));
}
std::string heap_of_names(std::uint64_t address) {
    return "HEAP" + number(0, 4) + number(8, 8) + number(nowhere, 8) + number(address + 32, 8) +
           std::string("x\0\0\0\0\0\0\0", 8);
}
constexpr std::uint64_t heap_at = root_at + 16 + 24, tree_at = heap_at + 40;

std::string group_node(const std::vector<std::uint64_t>& children) {
    std::string node = "TREE" + number(0, 1) + number(1, 1) + number(children.size(), 2) + number(0, 16);
    for (const auto child : children) node += number(0, 8) + number(child, 8);
    return node + number(0, 8);
}

// ---- by the library --------------------------------------------------------------------------------------------

struct SetOptions {
    hsize_t size = 0, chunk = 0, begin = 0;  ///< values from begin on are written
    bool newest = false, deflated = false, early = false, growing = false;
    int attributes = 0;
};

// A dataset "x" of the numbers 0, 1, 2, ... as 32-bit integers.
std::string made(const SetOptions& options) {
    const TempFolder folder;
    const auto path = folder.path() / "made";
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS), plist = H5Pcreate(H5P_DATASET_CREATE);
    if (options.newest) H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
    const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
    const hsize_t most = options.growing ? H5S_UNLIMITED : options.size;
    const hid_t space = H5Screate_simple(1, &options.size, &most);
    if (options.chunk > 0) H5Pset_chunk(plist, 1, &options.chunk);
    if (options.deflated) H5Pset_deflate(plist, 6);
    if (options.early) H5Pset_alloc_time(plist, H5D_ALLOC_TIME_EARLY);
    const hid_t set = H5Dcreate2(file, "x", H5T_STD_I32LE, space, H5P_DEFAULT, plist, H5P_DEFAULT);
    std::vector<int> values(options.size - options.begin);
    std::iota(values.begin(), values.end(), int(options.begin));
    const hsize_t count = values.size();
    const hid_t part = H5Screate_simple(1, &count, nullptr);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, &options.begin, nullptr, &count, nullptr);
    const bool written = H5Dwrite(set, H5T_NATIVE_INT, part, space, H5P_DEFAULT, values.data()) >= 0;
    const hid_t one = H5Screate(H5S_SCALAR);
    for (int i = 0; i < options.attributes; ++i) {
        const hid_t attribute =
            H5Acreate2(set, ("a" + std::to_string(i)).c_str(), H5T_STD_I32LE, one, H5P_DEFAULT, H5P_DEFAULT);
        H5Awrite(attribute, H5T_NATIVE_INT, &i);
        H5Aclose(attribute);
    }
    H5Sclose(one);
    H5Sclose(part);
    H5Dclose(set);
    H5Sclose(space);
    H5Fclose(file);
    H5Pclose(plist);
    H5Pclose(access);
    if (!written) throw std::runtime_error("the library wrote nothing");
    return bytes_of(path);
}

// ---- reading ---------------------------------------------------------------------------------------------------

void with_input(const std::string& bytes, const std::function<void(const Hdf5Input&)>& use) {
    const TempFolder folder;
    const RegularFile file(folder.file("x.h5", bytes));
    use(Hdf5Input(file));
}

std::vector<double> values(const std::string& bytes, std::uint64_t first, std::size_t count) {
    std::vector<double> all;
    with_input(bytes, [&](const Hdf5Input& input) { input.column("x")->read(first, count, all); });
    return all;
}

std::vector<double> counting(std::uint64_t first, std::size_t count) {
    std::vector<double> all(count);
    std::iota(all.begin(), all.end(), double(first));
    return all;
}

Fault refusal(
    const std::string& bytes, const std::function<void(const Hdf5Input&)>& use = [](const auto&) {}) {
    try {
        with_input(bytes, use);
    } catch (const Fault& fault) {
        return fault;
    }
    return {.cause = "accepted"};
}

Fault refusal_of_values(const std::string& bytes, std::uint64_t first, std::size_t count) {
    return refusal(bytes, [&](const Hdf5Input& input) {
        std::vector<double> all;
        input.column("x")->read(first, count, all);
    });
}

std::string with(std::string bytes, std::size_t at, const std::string& other) {
    REQUIRE(at + other.size() <= bytes.size());
    return bytes.replace(at, other.size(), other);
}

}  // namespace

// ---- headers ---------------------------------------------------------------------------------------------------

TEST_CASE("hdf5: a header in several blocks is read whole, and blocks that overlap are refused", "[hdf5]") {
    const std::string one = attribute("first"), two = attribute("second");
    const std::uint64_t at = root_at + 16 + 48;
    const auto file = [&](std::uint64_t second, std::uint64_t size) {
        return file_of(continuation(at, one.size()) + continuation(second, size), one + two);
    };
    with_input(file(at + one.size(), two.size()), [](const Hdf5Input& input) {
        CHECK(input.text("/", "first") == "yes");
        CHECK(input.text("/", "second") == "yes");
    });
    CHECK_THAT(refusal(file(at, one.size())).cause, Contains("overlap"));      // the same twice
    CHECK_THAT(refusal(file(at + 8, one.size())).cause, Contains("overlap"));  // begins within
    CHECK_THAT(refusal(file(at - 8, 16)).cause, Contains("overlap"));          // ends within, and in the root, too
    CHECK(refusal(file(at + 8, one.size())).byte == at + 8);
}

TEST_CASE("hdf5: attributes in dense storage are refused, not lost", "[hdf5]") {
    with_input(made({.size = 4, .newest = true, .attributes = 8}),  // the library's limit for a header
               [](const Hdf5Input& input) { CHECK(input.number("x", "a7") == 7.0); });
    const auto fault = refusal(made({.size = 4, .newest = true, .attributes = 9}),
                               [](const Hdf5Input& input) { (void)input.number("x", "a7"); });
    CHECK_THAT(fault.cause, Contains("dense storage") && Contains("dataset 'x'"));
    CHECK_THAT(fault.remedy, Contains("earliest") && !Contains("copy it again"));
    with_input(made({.size = 4, .attributes = 9}),
               [](const Hdf5Input& input) { CHECK(input.number("x", "a7") == 7.0); });
}

// ---- groups ----------------------------------------------------------------------------------------------------

TEST_CASE("hdf5: a chain of group nodes ends at its 32nd level, not at the end of the stack", "[hdf5]") {
    const auto chain = [](std::size_t nodes) {
        std::string tree;
        const std::size_t size = group_node({0}).size();
        for (std::size_t i = 1; i <= nodes; ++i) tree += group_node({tree_at + i * size});
        return file_of(group(heap_at, tree_at),
                       heap_of_names(heap_at) + tree + "SNOD" + number(1, 4) + std::string(32, '\0'));
    };
    with_input(chain(32), [](const Hdf5Input& input) { CHECK_FALSE(input.has("y")); });
    CHECK_THAT(refusal(chain(33)).cause, Contains("deeper"));
    CHECK_THAT(refusal(chain(500000)).cause, Contains("deeper"));  // 24 MB: some frames of each level exhaust a stack
}

TEST_CASE("hdf5: a group whose nodes name the same leaves is refused", "[hdf5]") {
    const std::string leaf =
        "SNOD" + number(1, 1) + number(0, 1) + number(1, 2) + number(0, 8) + number(root_at, 8) + std::string(24, '\0');
    const std::size_t size = group_node({0, 0}).size();
    const auto file = [&](std::uint64_t second) {
        return file_of(group(heap_at, tree_at),
                       heap_of_names(heap_at) + group_node({tree_at + size, second}) + leaf + leaf);
    };
    with_input(file(tree_at + size + leaf.size()), [](const Hdf5Input& input) { CHECK(input.has("x")); });
    CHECK_THAT(refusal(file(tree_at + size)).cause, Contains("overlap"));
    CHECK_THAT(refusal(file(tree_at)).cause, Contains("overlap"));  // leads back into itself
}

// ---- pieces ----------------------------------------------------------------------------------------------------

TEST_CASE("hdf5: pieces without an index are read", "[hdf5]") {
    const auto bytes = made({.size = 1000, .chunk = 7, .newest = true, .early = true});
    CHECK(values(bytes, 0, 1000) == counting(0, 1000));
    CHECK(values(bytes, 990, 10) == counting(990, 10));
}

TEST_CASE("hdf5: of an index of pages, those that were never written are no pieces", "[hdf5]") {
    for (const bool deflated : {true, false}) {
        const auto bytes =
            made({.size = 30000, .chunk = 7, .begin = 20000, .newest = true, .deflated = deflated});  // 5 pages
        CHECK(values(bytes, 20000, 10000) == counting(20000, 10000));
        const auto fault = refusal_of_values(bytes, 5, 1);
        CHECK_THAT(fault.cause, Contains("never written"));
        CHECK_THAT(fault.remedy, Contains("ended too early") && !Contains("copy it again"));
        const auto block = bytes.find("FADB");
        REQUIRE(block != std::string::npos);
        CHECK_THAT(refusal_of_values(with(bytes, block, "FADC"), 20000, 1).cause, Contains("FADB"));
        CHECK_THAT(refusal_of_values(with(bytes, block + 6, number(1, 8)), 20000, 1).cause, Contains("not that of"));
        // The room of the first page holds what may be taken for places: nobody said that it was written.
        const auto page = block + 14 + 1 + 4;
        const auto filled = with(bytes, page, std::string(64, '\x30'));
        CHECK(values(filled, 20000, 10000) == counting(20000, 10000));
        CHECK_THAT(refusal_of_values(filled, 5, 1).cause, Contains("never written"));
        const auto head = bytes.find("FAHD");
        CHECK(refusal_of_values(with(bytes, head + 8, number(nowhere, 8)), 0, 1).cause != "accepted");
        CHECK_THAT(refusal_of_values(with(bytes, head + 16, number(nowhere, 8)), 20000, 1).cause,
                   Contains("never written"));
    }
}

TEST_CASE("hdf5: an index that is not read names what to do, which is not to copy again", "[hdf5]") {
    const auto fault = refusal_of_values(made({.size = 100, .chunk = 7, .newest = true, .growing = true}), 0, 1);
    CHECK_THAT(fault.cause, Contains("index of pieces"));
    CHECK_THAT(fault.remedy, Contains("earliest") && !Contains("copy it again"));
    CHECK(values(made({.size = 100, .chunk = 7, .growing = true}), 0, 100) == counting(0, 100));
}

TEST_CASE("hdf5: a chain of nodes over pieces ends at its 32nd level", "[hdf5]") {
    auto bytes = made({.size = 100, .chunk = 100, .deflated = true});
    const std::size_t tree = bytes.find(std::string("TREE\1\0", 6));
    REQUIRE(tree != std::string::npos);
    const std::string key(24, '\0');
    const std::size_t size = 24 + 24 + 8 + 24;
    const std::uint64_t begin = bytes.size();
    for (std::size_t i = 1; i <= 400000; ++i)
        bytes += std::string("TREE\1\1\1\0", 8) + std::string(16, '\0') + key + number(begin + i * size, 8) + key;
    bytes = with(bytes, tree, std::string("TREE\1\1\1\0", 8));
    bytes = with(bytes, tree + 24 + 24, number(begin, 8));
    CHECK_THAT(refusal_of_values(bytes, 0, 1).cause, Contains("deeper"));
}

TEST_CASE("hdf5: pieces that overlap, or are smaller than deflate can make them, are refused", "[hdf5]") {
    const auto bytes = made({.size = 60000, .chunk = 20000, .deflated = true});
    const std::size_t key = bytes.find(std::string("TREE\1\0", 6)) + 24;
    REQUIRE(values(bytes, 59990, 10) == counting(59990, 10));
    const auto fault = refusal_of_values(with(bytes, key + 32 + 24, bytes.substr(key + 24, 8)), 0, 1);
    CHECK_THAT(fault.cause, Contains("overlap"));
    CHECK(fault.byte > 0);
    CHECK_THAT(refusal_of_values(with(bytes, key + 32 + 8, number(0, 8)), 0, 1).cause, Contains("overlap"));
    CHECK_THAT(refusal_of_values(with(bytes, key, number(80000 / 1032 - 1, 4)), 0, 1).cause,
               Contains("which cannot be"));
    CHECK_THAT(refusal_of_values(with(bytes, key + 24, number(bytes.size() - 10, 8)), 0, 1).cause,
               Contains("ends too early"));
}

// ---- what a small file may cost --------------------------------------------------------------------------------

TEST_CASE("hdf5: a small file cannot ask for pieces of 32 MB, nor for all its values at once", "[hdf5]") {
    const auto large = made({.size = 8u << 20, .chunk = 8u << 20, .begin = (8u << 20) - 1, .deflated = true});
    REQUIRE(large.size() < 65536);
    const auto fault = refusal_of_values(large, 0, 1);
    CHECK_THAT(fault.cause, Contains("pieces of 8388608 values"));
    CHECK_THAT(fault.remedy, Contains("1 MiB") && !Contains("copy it again"));
    const auto many = made({.size = 1u << 20, .chunk = 1u << 20, .begin = (1u << 20) - 1, .deflated = true});
    REQUIRE(many.size() < 65536);
    CHECK(values(many, (1u << 20) - 1, 1) == counting((1u << 20) - 1, 1));
    CHECK_THAT(refusal_of_values(many, 0, 1u << 20).cause, Contains("at once"));
}

TEST_CASE("hdf5: a small file cannot keep its reader busy", "[hdf5]") {
    const auto bytes = made({.size = 40000, .chunk = 20000, .deflated = true});
    const auto work = [&](int rounds) {
        return refusal(bytes, [&](const Hdf5Input& input) {
            const auto column = input.column("x");
            std::vector<double> all;
            for (int i = 0; i < rounds; ++i) column->read(i % 2 == 0 ? 0 : 39999, 1, all);  // each unpacks 80 kB
        });
    };
    CHECK(work(1000).cause == "accepted");
    CHECK_THAT(work(100000).cause, Contains("costs more"));
}
