#include "core/signal/current_drops.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>

namespace gassan {
namespace {

constexpr double fallen = 0.8, before_s = 300.0, least_s = 5.0, switched_off_s = 60.0;
constexpr double settled_s = 60.0, learned_s = 10.0, fallen_early = 0.5;  // the first minute
constexpr std::size_t most_blocks = 3000;                                 // medians of neighbours in finer traces

struct Blocks {
    std::vector<double> begin_s, end_s, current;

    [[nodiscard]] bool is_early(std::size_t i) const { return begin_s[i] - begin_s.front() < settled_s; }
};

Blocks blocks_of(std::span<const double> time_s, std::span<const double> current) {
    const std::size_t width = time_s.size() / most_blocks + 1;
    Blocks blocks;
    for (std::size_t begin = 0; begin < time_s.size(); begin += width) {
        const std::size_t end = std::min(time_s.size(), begin + width);
        std::vector<double> values(current.begin() + std::ptrdiff_t(begin), current.begin() + std::ptrdiff_t(end));
        for (double& value : values) value = std::abs(value);
        blocks.begin_s.push_back(time_s[begin]);
        blocks.end_s.push_back(time_s[std::min(time_s.size() - 1, end)]);
        blocks.current.push_back(median(std::move(values)));
    }
    return blocks;
}

/// What was usual before each block: the median of what was good in the 300 s before it; 0 as long as too little came
/// before to tell. What has fallen is not taken for good, however long it lasts, and a slow fall is followed.
std::vector<double> levels_of(const Blocks& blocks) {
    std::vector<double> levels;
    std::deque<std::size_t> good;
    for (std::size_t i = 0; i < blocks.current.size(); ++i) {
        while (good.size() > 1 && blocks.begin_s[good.back()] - blocks.begin_s[good.front()] > before_s)
            good.pop_front();
        std::vector<double> usual;
        for (const std::size_t block : good) usual.push_back(blocks.current[block]);
        const bool tells = !good.empty() && blocks.begin_s[good.back()] - blocks.begin_s[good.front()] >= learned_s;
        levels.push_back(tells ? median(std::move(usual)) : 0.0);
        if (blocks.current[i] >= (blocks.is_early(i) ? fallen_early : fallen) * levels.back()) good.push_back(i);
    }
    return levels;
}

/// The first block that has fallen from the level that was usual before block i, which has.
std::size_t begin_of(const Blocks& blocks, std::size_t i, double level) {
    while (i > 0 && blocks.is_early(i - 1) && blocks.current[i - 1] < fallen * level) --i;
    return i;
}

}  // namespace

std::vector<CurrentDrop> current_drops(std::span<const double> time_s, std::span<const double> current) {
    std::vector<CurrentDrop> drops;
    if (time_s.empty()) return drops;
    const Blocks blocks = blocks_of(time_s, current);
    const std::vector<double> levels = levels_of(blocks);
    const auto has_fallen = [&](std::size_t i) {
        return blocks.current[i] < (blocks.is_early(i) ? fallen_early : fallen) * levels[i];
    };
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (!has_fallen(i)) continue;
        const std::size_t begin = begin_of(blocks, i, levels[i]);
        double least = 1.0;
        for (; i < levels.size() && has_fallen(i); ++i) least = std::min(least, blocks.current[i] / levels[i]);
        const bool to_end = i == levels.size();
        const CurrentDrop drop{blocks.begin_s[begin], blocks.end_s[i - 1], least, to_end};
        const bool only_early = drop.end_s - blocks.begin_s.front() <= settled_s;
        if (!only_early && drop.end_s - drop.begin_s >= (to_end ? switched_off_s : least_s)) drops.push_back(drop);
    }
    return drops;
}

double current_reached(std::span<const double> current) {
    std::vector<double> values(current.begin(), current.end());
    const double deviation = robust_sd(values);
    const auto count = [&](auto is) { return double(std::count_if(current.begin(), current.end(), is)); };
    const double other_sign =
        std::min(count([](double value) { return value > 0.0; }), count([](double value) { return value < 0.0; }));
    for (double& value : values) value = std::abs(value);
    const double reached = quantile(std::move(values), 0.9);
    const bool scatter = other_sign >= 0.3 * double(current.size()) && reached <= 4.0 * deviation;
    return scatter ? 0.0 : reached;
}

}  // namespace gassan
