#include "core/base/counted.hpp"

#include <catch2/catch.hpp>

using namespace gassan;

TEST_CASE("counted: one is one, and none and all else are many") {
    CHECK(counted(0, "run", "runs") == "0 runs");
    CHECK(counted(1, "run", "runs") == "1 run");
    CHECK(counted(2, "spectrum is", "spectra are") == "2 spectra are");
    CHECK(counted(21, "run", "runs") == "21 runs");
}
