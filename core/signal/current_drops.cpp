#include "core/signal/current_drops.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>

namespace gassan {
namespace {

constexpr double fallen = 0.8, before_s = 300.0, settled_s = 60.0, least_s = 5.0, switched_off_s = 60.0;
constexpr std::size_t most_blocks = 3000;  // medians of neighbours in finer traces

struct Blocks {
    std::vector<double> begin_s, end_s, current;
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

/// Each block over the median of what was good in the 300 s before it; 1 as long as too little came before to tell.
/// What has fallen is not taken for good, however long it lasts, and a slow fall is followed.
std::vector<double> shares_of(const Blocks& blocks) {
    std::vector<double> shares;
    std::deque<std::size_t> good;
    for (std::size_t i = 0; i < blocks.current.size(); ++i) {
        while (good.size() > 1 && blocks.begin_s[good.back()] - blocks.begin_s[good.front()] > before_s)
            good.pop_front();
        std::vector<double> usual;
        for (const std::size_t block : good) usual.push_back(blocks.current[block]);
        const bool tells = !good.empty() && blocks.begin_s[good.back()] - blocks.begin_s[good.front()] >= settled_s;
        const double level = tells ? median(std::move(usual)) : 0.0;
        shares.push_back(level > 0.0 ? blocks.current[i] / level : 1.0);
        if (shares.back() >= fallen) good.push_back(i);
    }
    return shares;
}

}  // namespace

std::vector<CurrentDrop> current_drops(std::span<const double> time_s, std::span<const double> current) {
    std::vector<CurrentDrop> drops;
    if (time_s.empty()) return drops;
    const Blocks blocks = blocks_of(time_s, current);
    const std::vector<double> shares = shares_of(blocks);
    for (std::size_t i = 0; i < shares.size();) {
        std::size_t end = i;
        double least = 1.0;
        for (; end < shares.size() && shares[end] < fallen; ++end) least = std::min(least, shares[end]);
        const bool to_end = end == shares.size();
        if (end > i) {
            const CurrentDrop drop{blocks.begin_s[i], blocks.end_s[end - 1], least, to_end};
            if (drop.end_s - drop.begin_s >= (to_end ? switched_off_s : least_s)) drops.push_back(drop);
        }
        i = std::max(end, i + 1);
    }
    return drops;
}

}  // namespace gassan
