#include "io/base/temporary_files.hpp"

#include "io/base/atomic_file.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::test;

// What a signal handler would do, without the signal.
TEST_CASE("temporary files: an unfinished file is dropped, a finished one stays", "[atomic]") {
    const TempFolder here;
    AtomicFile finished(here / "finished"), unfinished(here / "unfinished");
    finished.write("a");
    finished.commit();
    unfinished.write("b");
    REQUIRE(names_in(here.path()).size() == 2);
    drop_temporary_files();
    CHECK(names_in(here.path()) == std::vector<std::string>{"finished"});
}

TEST_CASE("temporary files: places are given back", "[atomic]") {
    const TempFolder here;
    for (int i = 0; i < 1000; ++i) {
        const int ticket = remember_temporary(here / "x");
        REQUIRE(ticket >= 0);
        forget_temporary(ticket);
    }
    forget_temporary(-1);
}
