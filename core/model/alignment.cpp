#include "core/model/alignment.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// The piece that holds a value, by what `key` says of its ends; the first or the last outside.
template <class Key>
std::size_t piece_at(const std::vector<Lateness>& late, double value, const Key& key) {
    const auto after = std::upper_bound(late.begin() + 1, late.end() - 1, value,
                                        [&](double wanted, const Lateness& one) { return wanted < key(one); });
    return std::size_t(after - late.begin()) - 1;
}

double late_at(const std::vector<Lateness>& late, double time_s) {
    if (late.empty()) return 0.0;
    if (time_s <= late.front().time_s) return late.front().late_s;
    if (time_s >= late.back().time_s) return late.back().late_s;
    const std::size_t i = piece_at(late, time_s, [](const Lateness& one) { return one.time_s; });
    const double share = (time_s - late[i].time_s) / (late[i + 1].time_s - late[i].time_s);
    return std::lerp(late[i].late_s, late[i + 1].late_s, share);
}

/// The time whose lateness taken off leaves this one.
double with_lateness(const std::vector<Lateness>& late, double smooth_s) {
    const auto smooth = [](const Lateness& one) { return one.time_s - one.late_s; };
    if (late.empty()) return smooth_s;
    if (smooth_s <= smooth(late.front())) return smooth_s + late.front().late_s;
    if (smooth_s >= smooth(late.back())) return smooth_s + late.back().late_s;
    const std::size_t i = piece_at(late, smooth_s, smooth);
    const double share = (smooth_s - smooth(late[i])) / (smooth(late[i + 1]) - smooth(late[i]));
    return std::lerp(late[i].time_s, late[i + 1].time_s, share);
}

/// By how much the lateness grows in a second.
double late_slope(const std::vector<Lateness>& late, double time_s) {
    if (late.empty() || time_s < late.front().time_s || time_s >= late.back().time_s) return 0.0;
    const std::size_t i = piece_at(late, time_s, [](const Lateness& one) { return one.time_s; });
    return (late[i + 1].late_s - late[i].late_s) / (late[i + 1].time_s - late[i].time_s);
}

}  // namespace

double Warp::place(double time_s) const {
    const double s = time_s - late_at(late, time_s) - delay_s;
    return s > 0.0 ? a / s + b + c * s : no_value;
}

double Warp::time_s(double place) const {
    // c s^2 + (b - place) s + a = 0. The root that stays finite as c goes to 0, written so that nothing cancels.
    const double middle = place - b;
    const double root = middle * middle - 4.0 * a * c;
    if (!(root >= 0.0)) return no_value;
    const double s = 2.0 * a / (middle + std::copysign(std::sqrt(root), a));
    return s > 0.0 && std::isfinite(s) ? with_lateness(late, s + delay_s) : no_value;
}

double Warp::slope(double time_s) const {
    const double s = time_s - late_at(late, time_s) - delay_s;
    return s > 0.0 ? (c - a / (s * s)) * (1.0 - late_slope(late, time_s)) : no_value;
}

double Warp::late_s(double time_s) const {
    return late_at(late, time_s);
}

bool RunAlignment::extrapolates(double time_s) const {
    constexpr double reach = 0.1;
    return !(time_s >= first_anchor_s * (1.0 - reach) && time_s <= last_anchor_s * (1.0 + reach));
}

std::vector<Lateness> sum_of(const std::vector<Lateness>& one, const std::vector<Lateness>& other) {
    std::vector<Lateness> sum;
    for (const auto* list : {&one, &other})
        for (const Lateness& knot : *list)
            sum.push_back({knot.time_s, late_at(one, knot.time_s) + late_at(other, knot.time_s)});
    std::sort(sum.begin(), sum.end(), [](const Lateness& a, const Lateness& b) { return a.time_s < b.time_s; });
    sum.erase(
        std::unique(sum.begin(), sum.end(), [](const Lateness& a, const Lateness& b) { return a.time_s == b.time_s; }),
        sum.end());
    return sum;
}

}  // namespace gassan
