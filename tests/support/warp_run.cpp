#include "tests/support/warp_run.hpp"

#include "io/read_run.hpp"
#include "tests/support/small_run.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

namespace gassan::test {

double KnownWarp::twin_time_s(double time_s) const {
    // 1/t falls as t' rises: the twin's clock runs forward.
    const auto above = [&](double twin_s) { return a / twin_s + b_per_s + c_per_s2 * twin_s > 1.0 / time_s; };
    double low = time_s / 3.0, high = 3.0 * time_s;
    if (!above(low) || above(high)) throw std::runtime_error("the warp is too strong for " + std::to_string(time_s));
    while (high - low > 1e-10 * time_s) {
        const double middle = 0.5 * (low + high);
        (above(middle) ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

double KnownWarp::stretch(double time_s) const {
    const double twin_s = twin_time_s(time_s);
    return -1.0 / (time_s * time_s) / (c_per_s2 - a / (twin_s * twin_s));
}

Run twin_of(const Run& run, const KnownWarp& warp) {
    Run twin = run;
    for (double& time_s : twin.scan_time_s) time_s = warp.twin_time_s(time_s);
    return twin;
}

void write_twin(const std::filesystem::path& original, const std::filesystem::path& twin, const KnownWarp& warp) {
    write_run(twin, twin_of(read_run(original).run, warp));
}

}  // namespace gassan::test
