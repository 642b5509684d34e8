#include "core/peak/tops.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// Local maxima and, for each, the deepest descent on either side before something higher comes.
struct Summit {
    std::size_t at;
    std::size_t left_col = 0, right_col = 0;     // where that descent ends
    bool left_open = false, right_open = false;  // the signal ends before anything higher
};

/// For each local maximum, walking in one direction: the lowest point since the last higher maximum. A stack of
/// maxima that descend in height makes this linear.
void find_cols(const std::vector<double>& counts, std::vector<Summit>& summits, bool leftwards) {
    struct Held {
        double height;
        std::size_t col;  // lowest point between this one and the next one held
    };
    std::vector<Held> held;
    const auto lower = [&](std::size_t a, std::size_t b) { return counts[b] < counts[a] ? b : a; };
    const auto lowest_between = [&](std::size_t a, std::size_t b) {
        std::size_t col = a;
        for (std::size_t i = std::min(a, b); i <= std::max(a, b); ++i) col = lower(col, i);
        return col;
    };
    std::size_t previous = leftwards ? 0 : counts.size() - 1;
    for (std::size_t n = 0; n < summits.size(); ++n) {
        Summit& summit = summits[leftwards ? n : summits.size() - 1 - n];
        std::size_t col = lowest_between(previous, summit.at);
        while (!held.empty() && held.back().height < counts[summit.at]) {
            col = lower(col, held.back().col);
            held.pop_back();
        }
        (leftwards ? summit.left_col : summit.right_col) = col;
        (leftwards ? summit.left_open : summit.right_open) = held.empty();
        held.push_back({counts[summit.at], col});
        previous = summit.at;
    }
}

std::vector<Summit> local_maxima(const std::vector<double>& counts) {
    std::vector<Summit> summits;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const bool rises = i == 0 || counts[i] > counts[i - 1];
        const bool falls = i + 1 == counts.size() || counts[i] >= counts[i + 1];
        if (rises && falls && counts[i] > 0.0) summits.push_back({i});
    }
    return summits;
}

/// Does the top stand by itself? Its descent to the higher of its two cols must be real, and deep enough.
bool stands_out(const SmoothedSignal& signal, const Summit& summit, const PeakParams& params) {
    const auto& counts = signal.counts;
    // At the border of the run the side without data cannot object.
    const std::size_t last = counts.size() - 1;
    const bool left_blind = summit.left_open && summit.left_col == summit.at && summit.at == 0;
    const bool right_blind = summit.right_open && summit.right_col == summit.at && summit.at == last;
    if (left_blind && right_blind) return false;
    const std::size_t col = left_blind                                           ? summit.right_col
                            : right_blind                                        ? summit.left_col
                            : counts[summit.left_col] > counts[summit.right_col] ? summit.left_col
                                                                                 : summit.right_col;
    const double base = std::min(counts[summit.left_col], counts[summit.right_col]);
    if (counts[col] - base > params.valley * (counts[summit.at] - base)) return false;
    const double descent = counts[summit.at] - counts[col];
    return descent > 4.0 * std::hypot(signal.sd(summit.at), signal.sd(col));
}

/// Is the ion seen in enough scans around a top to be a peak at all? Spares measuring lone strays.
bool seen_enough(const SmoothedSignal& signal, std::size_t at) {
    constexpr int fewest = 3;
    const auto reach = std::size_t(signal.raw.expected_fwhm_s[at] / signal.raw.spacing_s) + 2;
    int seen = 0;
    for (std::size_t i = at - std::min(at, reach); i < std::min(signal.raw.size(), at + reach + 1); ++i)
        seen += signal.raw.kind[i] == ScanKind::seen;
    return seen >= fewest;
}

}  // namespace

std::vector<Top> find_tops(const SmoothedSignal& signal, const PeakParams& params) {
    std::vector<Summit> summits = local_maxima(signal.counts);
    find_cols(signal.counts, summits, true);
    find_cols(signal.counts, summits, false);
    std::vector<Top> tops;
    for (const Summit& summit : summits)
        if (stands_out(signal, summit, params) && seen_enough(signal, summit.at))
            tops.push_back({summit.at, 0, signal.counts.size() - 1});
    for (std::size_t i = 0; i + 1 < tops.size(); ++i) {
        const auto from = signal.counts.begin() + std::ptrdiff_t(tops[i].at);
        const auto to = signal.counts.begin() + std::ptrdiff_t(tops[i + 1].at);
        tops[i].right = tops[i + 1].left = std::size_t(std::min_element(from, to) - signal.counts.begin());
    }
    return tops;
}

}  // namespace gassan
