#include "io/report/total_ion_charts.hpp"

#include "io/report/axis.hpp"
#include "io/report/canvas.hpp"
#include "io/report/curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gassan::report {
namespace {

constexpr Canvas small{300, 124, {34, 12, 18, 24}};

}  // namespace

bool has_total_ion(const StudyView& view, std::size_t sample) {
    return sample < view.total_ion.size() && !view.total_ion[sample].time_s.empty();
}

TotalIonSpan total_ion_span(const StudyView& view, const std::vector<std::size_t>& samples) {
    TotalIonSpan span{HUGE_VAL, -HUGE_VAL, 0.0};
    for (const std::size_t sample : samples) {
        if (!has_total_ion(view, sample)) continue;
        const auto& curve = view.total_ion[sample];
        span.first_s = std::min(span.first_s, curve.time_s.front());
        span.last_s = std::max(span.last_s, curve.time_s.back());
        span.largest = std::max(span.largest, largest_intensity(curve, {0, curve.time_s.size()}));
    }
    return span;
}

std::string small_total_ion_svg(const StudyView& view, std::size_t sample, const TotalIonSpan& span) {
    const auto& curve = view.total_ion[sample];
    const auto x = covering_axis(span.first_s, span.last_s, 6, s_per_min, small.left(), small.right());
    const auto y = counts_axis(small, span.largest, 3);
    std::string out = open_svg(small, "peak tie", view.study.samples[sample].sample_id) + grid(small, x, y);
    out += y_labels(small, y) + tick_labels(x, "x-ticks", small.bottom() + 14);
    out += fmt::format("<text class=\"unit\" x=\"2\" y=\"10\">{}</text>\n", counts_title(y));
    out += fmt::format("<text class=\"unit end\" x=\"{:.1f}\" y=\"10\">min</text>\n", small.right());
    out += path(fmt::format("line {}", view.classes[view.class_of[sample]].css), line_path(curve, x, y));
    return out + path("missing", missing_path(curve, x, small.bottom() - 5, 5)) + "</svg>\n";
}

}  // namespace gassan::report
