#pragma once

/// \file
/// What the parts of a quality page agree on.

#include "core/model/quality.hpp"
#include "io/report/quality_words.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace gassan::report {

struct QualityPage {
    const ValueTable& table;
    const StudyQuality& quality;
    Language language = Language::en;

    [[nodiscard]] std::string_view say(QualityWord key) const { return word(language, key); }

    /// The class of a run's colour (study_report.css): by type, samples by group, those beyond six in one colour.
    [[nodiscard]] std::string colour(std::size_t run) const {
        const Sample& sample = table.study.samples[run];
        if (sample.type == SampleType::qc) return "kqc";
        if (sample.type == SampleType::blank) return "kblank";
        if (sample.type == SampleType::standard) return "kstandard";
        return group_colour(sample.group);
    }
    [[nodiscard]] std::string group_colour(const std::string& group) const {
        const auto at = std::lower_bound(quality.groups.begin(), quality.groups.end(), group);
        const bool known = at != quality.groups.end() && *at == group;
        const auto index = known ? at - quality.groups.begin() : 0;
        return "k" + std::to_string(std::min<std::ptrdiff_t>(index, 6));
    }
    /// A variable's name, or its id where it has none; not escaped.
    [[nodiscard]] const std::string& name(std::size_t variable) const {
        const Variable& of = table.variables[variable];
        return of.name.empty() ? of.id : of.name;
    }
};

}  // namespace gassan::report
