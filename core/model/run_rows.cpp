#include "core/model/run_rows.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace gassan {

std::vector<RunRows> run_rows(const Study& study) {
    std::vector<RunRows> runs;
    std::map<std::pair<std::string_view, Polarity>, std::size_t> of_file;
    for (std::size_t row = 0; row < study.samples.size(); ++row) {
        const Sample& sample = study.samples[row];
        if (!sample.segment) {
            runs.push_back({{row}, 0});
            continue;
        }
        const auto [at, is_new] =
            of_file.emplace(std::pair{std::string_view(sample.file), sample.polarity}, runs.size());
        if (is_new) runs.emplace_back();
        RunRows& run = runs[at->second];
        run.rows.push_back(row);
        run.segments = std::max(run.segments, std::size_t(*sample.segment));
    }
    return runs;
}

}  // namespace gassan
