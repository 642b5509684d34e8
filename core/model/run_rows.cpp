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

std::vector<std::vector<std::size_t>> by_run(const Study& study, std::span<const std::size_t> rows) {
    std::map<std::size_t, std::size_t> index_of;
    for (std::size_t i = 0; i < rows.size(); ++i) index_of[rows[i]] = i;
    std::vector<std::vector<std::size_t>> runs;
    for (const RunRows& run : run_rows(study)) {
        std::vector<std::size_t> own;
        for (const std::size_t row : run.rows)
            if (const auto found = index_of.find(row); found != index_of.end()) own.push_back(found->second);
        if (!own.empty()) runs.push_back(std::move(own));
    }
    return runs;
}

}  // namespace gassan
