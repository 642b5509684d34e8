#include "io/report/study_map.hpp"

#include "io/report/axis.hpp"
#include "io/report/canvas.hpp"
#include "io/report/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace gassan::report {
namespace {

constexpr Canvas wide{1120, 490, {62, 20, 30, 48}};

/// What one circle is made of.
struct Dot {
    double mz, mt_s, height;
    KindCounts counts;
};

std::vector<Dot> dots_of(const FeatureTable& table) {
    std::vector<Dot> dots;
    for (std::size_t f = 0; f < table.features.size(); ++f)
        dots.push_back(
            {table.features[f].mz, table.features[f].mt_s, median_height(table, f), kinds_of_feature(table, f)});
    return dots;
}

bool is_placed(const Dot& dot) {
    return std::isfinite(dot.mz) && std::isfinite(dot.mt_s);
}

struct Span {
    double low = HUGE_VAL, high = -HUGE_VAL;
    void cover(double value) {
        if (!std::isfinite(value)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
};

/// Linear in the logarithm of the height, over the range of the table; smaller where many would hide each other.
double radius_px(const Dot& dot, const Span& log_height, std::size_t count) {
    constexpr double least_px = 2.0;
    const double most_px = count > 1000 ? 5.0 : count > 300 ? 7.0 : 9.0;
    if (!(dot.height > 0.0) || !(log_height.high > log_height.low)) return least_px;
    const double share = (std::log10(dot.height) - log_height.low) / (log_height.high - log_height.low);
    return least_px + (most_px - least_px) * share;
}

/// Large circles first, so that small ones lie on top and can be pointed at.
std::vector<std::size_t> drawing_order(const std::vector<Dot>& dots) {
    std::vector<std::size_t> order(dots.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto height = [&](std::size_t i) { return std::isfinite(dots[i].height) ? dots[i].height : 0.0; };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return height(a) > height(b); });
    return order;
}

std::string tooltip(const ConsensusFeature& feature, const Dot& dot) {
    return fmt::format("<title>{}: m/z {}, {} s; {}</title>", escaped(feature.feature_id), fixed(dot.mz, 4),
                       fixed(dot.mt_s, 1), kinds_text(dot.counts));
}

}  // namespace

std::string share_class(double share) {
    return fmt::format("q{}", std::clamp(int(std::floor(share * 5.0 + 1e-9)), 0, 4));
}

std::string study_map_svg(const StudyView& view, std::size_t table, const std::vector<bool>& has_row) {
    const auto& of = view.result.tables[table];
    const auto dots = dots_of(of);
    Span mz, mt_s, log_height;
    for (const auto& dot : dots) {
        mz.cover(dot.mz);
        mt_s.cover(dot.mt_s);
        if (dot.height > 0.0) log_height.cover(std::log10(dot.height));
    }
    const auto x = covering_axis(mt_s.low, mt_s.high, 14, s_per_min, wide.left(), wide.right());
    const auto y = covering_axis(mz.low, mz.high, 9, 1.0, wide.bottom(), wide.top());
    std::string out = open_svg(wide, "wide map", word(view.language, Word::map)) + grid(wide, x, y) +
                      time_labels(wide, x, word(view.language, Word::frame_time)) + y_labels(wide, y) +
                      turned_title(wide, "m/z") + "<g class=\"dots\">\n";
    for (const std::size_t f : drawing_order(dots)) {
        const auto& dot = dots[f];
        if (!is_placed(dot)) continue;
        const auto circle = fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"",
                                        share_class(found_share(dot.counts)), position_px(x, dot.mt_s),
                                        position_px(y, dot.mz), radius_px(dot, log_height, dots.size()));
        out += has_row[f] ? fmt::format("<a href=\"#row-{}-{}\">{}>{}</circle></a>\n", table + 1, f + 1, circle,
                                        tooltip(of.features[f], dot))
                          : circle + "/>\n";
    }
    return out + "</g>\n</svg>\n";
}

std::string share_legend(const StudyView& view) {
    constexpr std::array<std::string_view, 5> ranges{"&lt; 20 %", "20–40 %", "40–60 %", "60–80 %", "≥ 80 %"};
    std::string out = fmt::format("<p class=\"legend\">{}: ", word(view.language, Word::found_share));
    for (std::size_t i = 0; i < ranges.size(); ++i)
        out += fmt::format("<span class=\"key\"><i class=\"swatch q{}\"></i>{}</span> ", i, ranges[i]);
    return out + "</p>\n";
}

}  // namespace gassan::report
