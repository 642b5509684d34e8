#include "io/values/sample_index.hpp"

#include "io/study/name_key.hpp"

namespace gassan {

SampleIndex::SampleIndex(const Study& study) {
    for (std::size_t i = 0; i < study.samples.size(); ++i) {
        const std::string& name = study.samples[i].sample_id;
        if (name.empty()) continue;
        exact_.emplace(name, i);
        by_key_.emplace(name_key(name), i);
    }
}

std::optional<std::size_t> SampleIndex::find(std::string_view name) const {
    if (name.empty()) return std::nullopt;
    if (const auto found = exact_.find(std::string(name)); found != exact_.end()) return found->second;
    if (const auto found = by_key_.find(name_key(name)); found != by_key_.end()) return found->second;
    return std::nullopt;
}

}  // namespace gassan
