#include "core/model/alignment.hpp"

#include <cmath>

namespace gassan {

double Warp::place(double time_s) const {
    const double s = time_s - delay_s;
    return s > 0.0 ? a / s + b + c * s : no_value;
}

double Warp::time_s(double place) const {
    // c s^2 + (b - place) s + a = 0. The root that stays finite as c goes to 0, written so that nothing cancels.
    const double middle = place - b;
    const double root = middle * middle - 4.0 * a * c;
    if (!(root >= 0.0)) return no_value;
    const double s = 2.0 * a / (middle + std::copysign(std::sqrt(root), a));
    return s > 0.0 && std::isfinite(s) ? s + delay_s : no_value;
}

double Warp::slope(double time_s) const {
    const double s = time_s - delay_s;
    return s > 0.0 ? c - a / (s * s) : no_value;
}

bool RunAlignment::extrapolates(double time_s) const {
    constexpr double reach = 0.1;
    return !(time_s >= first_anchor_s * (1.0 - reach) && time_s <= last_anchor_s * (1.0 + reach));
}

}  // namespace gassan
