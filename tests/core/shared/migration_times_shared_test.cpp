#include "core/segment/segment_spacing.hpp"
#include "core/segment/time_model.hpp"

#include "tests/support/shared_data.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <string>

using namespace gassan;
using namespace gassan::test;

namespace {

constexpr std::size_t plugs = 13, standards = 11;
constexpr const char* file = "data/PeakMeister_msi_cems/Internal_Standard_Migration_Times.csv";

/// runs[r][i]: times of the standards in plug i, s. A name stands in the first row of a run only; times are minutes.
std::vector<std::vector<InjectionTimes>> read_runs(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    std::vector<std::vector<InjectionTimes>> runs;
    while (std::getline(in, line)) {
        if (!line.starts_with("\"\"")) runs.emplace_back();
        InjectionTimes& times = runs.back().emplace_back();
        for (std::size_t at = line.find(','); at != std::string::npos; at = line.find(',', at + 1)) {
            double minutes = no_value;
            std::from_chars(line.data() + at + 1, line.data() + line.size(), minutes);
            times.push_back(60.0 * minutes);
        }
    }
    return runs;
}

double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[std::size_t(share * double(values.size() - 1))];
}

}  // namespace

TEST_CASE("13 runs of 13 plugs: a standard's time is told by the other ten of its plug", "[shared]") {
    const auto path = shared_data("13 runs of 13 plugs: a standard's time is told by the other ten of its plug", file);
    const auto runs = read_runs(path);
    REQUIRE(runs.size() == 13);
    const SegmentParams params;
    // What is learnt, is learnt from other runs: all 13, all but one, one alone (the next), one of its plugs alone.
    struct Learnt {
        const char* from;
        std::size_t runs, plugs;
        double median_percent, ninety_percent;
    };
    const Learnt learnt =
        GENERATE(Learnt{"twelve other runs", 12, plugs, 0.045, 0.13}, Learnt{"one other run", 1, plugs, 0.065, 0.20},
                 Learnt{"one plug of one other run", 1, 1, 0.12, 0.33});
    std::vector<double> errors;
    double z2 = 0.0;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        std::vector<InjectionTimes> others;
        for (std::size_t n = 1; n <= learnt.runs; ++n)
            for (std::size_t i = 0; i < learnt.plugs; ++i) others.push_back(runs[(r + n) % runs.size()][i]);
        const TimeModel model = learn_times(others, params);
        for (const InjectionTimes& injection : runs[r]) {
            REQUIRE(injection.size() == standards);
            for (std::size_t k = 0; k < standards; ++k) {
                InjectionTimes left_out = injection;
                left_out[k] = no_value;
                const PredictedTime predicted = predict_time(model, left_out, k);
                errors.push_back(100.0 * std::abs(predicted.time_s / injection[k] - 1.0));
                z2 += std::pow((predicted.time_s - injection[k]) / predicted.sd_s, 2);
            }
        }
    }
    REQUIRE(errors.size() == 13 * plugs * standards);
    CAPTURE(learnt.from, quantile(errors, 0.5), quantile(errors, 0.9), quantile(errors, 1.0));
    CHECK(quantile(errors, 0.5) <= learnt.median_percent);
    CHECK(quantile(errors, 0.9) <= learnt.ninety_percent);
    const double z = std::sqrt(z2 / double(errors.size()));
    CAPTURE(z);
    CHECK(z > 0.5);
    CHECK(z < 1.4);
}

TEST_CASE("13 runs of 13 plugs: the plugs are found from the standards' peaks, shuffled into one list", "[shared]") {
    const auto runs = read_runs(shared_data(
        "13 runs of 13 plugs: the plugs are found from the standards' peaks, shuffled into one list", file));
    const std::size_t r = GENERATE(range(std::size_t(0), std::size_t(13)));
    const std::size_t lost = GENERATE(13u, 0u, 5u, 12u);  // of the second standard; 13 = none
    std::vector<StandardPeaks> peaks(standards);
    for (std::size_t k = 0; k < standards; ++k) {
        peaks[k].compound = k;
        for (std::size_t i = 0; i < plugs; ++i) {
            if (k == 1 && i == lost) continue;
            const double time_s = runs[r][i][k];
            peaks[k].peaks.push_back({time_s, time_s - 10.0, time_s + 10.0, 1e4});
        }
    }
    const TimeModel told = learn_times(runs[(r + 1) % 13], {});
    const SegmentSpacing spacing = segment_spacing(peaks, plugs, told, {});
    CHECK(spacing.clear);
    std::size_t wrong = 0, seen = 0;
    for (std::size_t k = 0; k < standards; ++k)
        for (std::size_t i = 0; i < plugs; ++i) {
            const Tooth& tooth = spacing.tooth(k, i);
            seen += tooth.kind == ToothKind::seen;
            wrong += tooth.kind == ToothKind::seen && tooth.time_s != runs[r][i][k];
        }
    CAPTURE(r, lost);
    CHECK(wrong == 0);
    CHECK(seen == plugs * standards - (lost < plugs));
}
