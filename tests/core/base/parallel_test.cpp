#include "core/base/parallel.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace gassan;

TEST_CASE("parallel_for: every item is worked once, whatever the number of threads", "[parallel]") {
    const int threads = GENERATE(1, 2, 7, 64);
    const auto count = GENERATE(std::size_t{0}, 1, 5, 1000);
    std::vector<std::atomic<int>> done(count);
    parallel_for(count, threads, [&](std::size_t item) { ++done[item]; });
    CAPTURE(threads, count);
    std::size_t once = 0;
    for (const auto& times : done) once += times == 1;
    CHECK(once == count);
}

TEST_CASE("parallel_for: as many threads as asked for work at one time", "[parallel]") {
    // Each item waits until all four are at work: with fewer threads they never are, and the patience ends.
    std::atomic<int> at_work = 0, together = 0;
    parallel_for(4, 4, [&](std::size_t) {
        ++at_work;
        for (int patience = 10000000; at_work < 4 && patience > 0; --patience) std::this_thread::yield();
        together += at_work == 4;
    });
    CHECK(together == 4);
}

TEST_CASE("parallel_for: none or fewer threads are one, that of the caller", "[parallel][edge]") {
    const int threads = GENERATE(1, 0, -3);
    std::set<std::thread::id> seen;
    std::vector<std::size_t> order;
    parallel_for(10, threads, [&](std::size_t item) {
        seen.insert(std::this_thread::get_id());
        order.push_back(item);
    });
    CHECK(seen == std::set{std::this_thread::get_id()});
    CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("parallel_for: the exception of the lowest item comes out when all threads have stopped",
          "[parallel][error]") {
    const int threads = GENERATE(1, 2, 7, 64);
    CAPTURE(threads);
    std::atomic<int> at_work = 0;
    std::string said;
    try {
        parallel_for(1000, threads, [&](std::size_t item) {
            ++at_work;
            if (item == 0) {
                // Later items have thrown long before the first one does.
                for (int i = 0; i < 20000; ++i) std::this_thread::yield();
            }
            --at_work;
            throw std::runtime_error("item " + std::to_string(item));
        });
    } catch (const std::runtime_error& error) {
        said = error.what();
    }
    CHECK(said == "item 0");
    CHECK(at_work == 0);
}
