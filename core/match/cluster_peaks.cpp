#include "core/match/cluster_peaks.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <numeric>
#include <optional>

namespace gassan {
namespace {

/// Peaks of one neighbourhood, run by run, each run's by time; indices into all peaks.
using RunPeaks = std::vector<std::vector<std::size_t>>;

/// Union of sets with path halving.
struct Sets {
    std::vector<std::size_t> parent;

    explicit Sets(std::size_t count) : parent(count) { std::iota(parent.begin(), parent.end(), 0); }
    std::size_t root(std::size_t i) {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    }
    void join(std::size_t a, std::size_t b) { parent[std::max(root(a), root(b))] = std::min(root(a), root(b)); }
};

bool by_mz(const PlacedPeak& a, const PlacedPeak& b) {
    if (a.mz != b.mz) return a.mz < b.mz;
    return a.time_s != b.time_s ? a.time_s < b.time_s : a.run < b.run;
}

bool by_time(const PlacedPeak& a, const PlacedPeak& b) {
    if (a.time_s != b.time_s) return a.time_s < b.time_s;
    return a.mz != b.mz ? a.mz < b.mz : a.run < b.run;
}

/// The peaks within the tolerance below one m/z, in cells of time so short that all peaks of a cell hang together: a
/// peak need only be compared with cells, not with all peaks of ten thousand runs.
class Window {
public:
    /// \param order peaks by m/z; numbers below are places in it
    Window(const std::vector<PlacedPeak>& peaks, const std::vector<std::size_t>& order, const AssignRule& rule)
        : peaks_(peaks), order_(order), rule_(rule) {
        double least_sd = HUGE_VAL;
        for (const PlacedPeak& peak : peaks) {
            least_sd = std::min(least_sd, peak.sd_s);
            most_sd_ = std::max(most_sd_, peak.sd_s);
        }
        cell_s_ = rule.most_sd * least_sd;
    }

    /// Joins the next peak by m/z to all that it hangs together with.
    void add(std::size_t number, Sets& sets) {
        forget_below(number);
        const PlacedPeak& peak = at(number);
        const double reach_s = rule_.most_sd * most_sd_;
        const auto end = cells_.upper_bound(cell_of(peak.time_s + reach_s));
        for (auto cell = cells_.lower_bound(cell_of(peak.time_s - reach_s)); cell != end; ++cell)
            join(number, cell->first, cell->second, sets);
        Cell& own = cells_[cell_of(peak.time_s)];
        own.members.push_back(number);
        own.most_sd = std::max(own.most_sd, peak.sd_s);
    }

private:
    struct Cell {
        std::deque<std::size_t> members;  ///< by m/z
        double most_sd = 0.0;
    };
    const std::vector<PlacedPeak>& peaks_;
    const std::vector<std::size_t>& order_;
    const AssignRule& rule_;
    double cell_s_ = 1.0, most_sd_ = 0.0;
    std::size_t first_ = 0;
    std::map<double, Cell> cells_;  ///< by the whole number of cell lengths before them

    [[nodiscard]] const PlacedPeak& at(std::size_t number) const { return peaks_[order_[number]]; }
    [[nodiscard]] double cell_of(double time_s) const { return std::floor(time_s / cell_s_); }
    [[nodiscard]] bool near(const PlacedPeak& a, const PlacedPeak& b) const {
        return std::abs(a.time_s - b.time_s) <= rule_.most_sd * std::max(a.sd_s, b.sd_s);
    }

    void forget_below(std::size_t number) {
        for (; at(number).mz > at(first_).mz * (1.0 + rule_.mz_tolerance_ppm * 1e-6); ++first_) {
            const auto cell = cells_.find(cell_of(at(first_).time_s));
            cell->second.members.pop_front();
            if (cell->second.members.empty()) cells_.erase(cell);
        }
    }

    void join(std::size_t number, double place, const Cell& cell, Sets& sets) const {
        if (sets.root(cell.members.back()) == sets.root(number)) return;
        const PlacedPeak& peak = at(number);
        const double rounding = 1e-9 * std::abs(peak.time_s);
        const double away_s = std::max(place * cell_s_ - peak.time_s, peak.time_s - (place + 1.0) * cell_s_);
        if (away_s > rule_.most_sd * std::max(peak.sd_s, cell.most_sd) + rounding) return;
        const auto twin = std::find_if(cell.members.rbegin(), cell.members.rend(),
                                       [&](std::size_t other) { return near(peak, at(other)); });
        if (twin != cell.members.rend()) sets.join(number, *twin);
    }
};

}  // namespace

std::vector<std::vector<std::size_t>> peak_neighbourhoods(const std::vector<PlacedPeak>& peaks,
                                                          const AssignRule& rule) {
    std::vector<std::size_t> order(peaks.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return by_mz(peaks[a], peaks[b]); });
    Sets sets(order.size());
    Window window(peaks, order, rule);
    for (std::size_t i = 0; i < order.size(); ++i) window.add(i, sets);
    std::map<std::size_t, std::vector<std::size_t>> found;
    for (std::size_t i = 0; i < order.size(); ++i) found[sets.root(i)].push_back(order[i]);
    std::vector<std::vector<std::size_t>> result;
    for (auto& [root, members] : found) {
        std::sort(members.begin(), members.end(),
                  [&](std::size_t a, std::size_t b) { return by_time(peaks[a], peaks[b]); });
        result.push_back(std::move(members));
    }
    return result;
}

namespace {

RunPeaks by_run(const std::vector<PlacedPeak>& peaks, const std::vector<std::size_t>& members) {
    std::map<std::size_t, std::vector<std::size_t>> runs;
    for (const std::size_t member : members) runs[peaks[member].run].push_back(member);
    RunPeaks result;
    for (auto& [run, own] : runs) result.push_back(std::move(own));
    return result;
}

/// Centres of a neighbourhood and what they were given.
struct Model {
    std::vector<Centre> centres;                    ///< by time
    std::vector<std::vector<std::size_t>> members;  ///< parallel to centres
    std::vector<std::size_t> strays;
    double cost = 0.0;
};

class Neighbourhood {
public:
    Neighbourhood(const std::vector<PlacedPeak>& peaks, const std::vector<std::size_t>& members, std::size_t runs,
                  const AssignRule& rule)
        : peaks_(peaks), members_(members), runs_(by_run(peaks, members)), all_runs_(double(runs)), rule_(rule) {}

    /// The cheapest model over the numbers of centres that the runs suggest.
    [[nodiscard]] Model best() const {
        std::size_t least = members_.size(), most = 0;
        for (const auto& run : runs_) {
            least = std::min(least, run.size());
            most = std::max(most, run.size());
        }
        Model best = fit(quantile_start(least));
        int worse = 0;
        for (std::size_t count = least; count <= most + 1 && worse < 3; ++count) {
            const double before = best.cost;
            for (const auto& start : starts(count, best)) {
                Model model = fit(start);
                if (model.cost < best.cost) best = std::move(model);
            }
            worse = best.cost < before ? 0 : worse + 1;
        }
        return best;
    }

    /// The same number of centres or fewer, each peak given out anew by this neighbourhood's own rule.
    [[nodiscard]] Model given_anew(const Model& model) const { return fit(centres_of(model.members)); }

private:
    const std::vector<PlacedPeak>& peaks_;
    const std::vector<std::size_t>& members_;
    RunPeaks runs_;
    double all_runs_;
    const AssignRule& rule_;

    [[nodiscard]] Centre centre_of(const std::vector<std::size_t>& members) const {
        std::vector<double> times, mz, widths;
        for (const std::size_t member : members) {
            times.push_back(peaks_[member].time_s);
            mz.push_back(peaks_[member].mz);
            if (std::isfinite(peaks_[member].log_fwhm)) widths.push_back(peaks_[member].log_fwhm);
        }
        // A start may hold several peaks of a run; more than every run there cannot be.
        const double found = std::min(double(members.size()), all_runs_);
        return {median(mz), median(times), (found + 0.5) / (all_runs_ + 1.0), median(std::move(widths))};
    }

    [[nodiscard]] std::vector<Centre> centres_of(std::vector<std::vector<std::size_t>> members) const {
        std::erase_if(members, [](const auto& own) { return own.empty(); });
        std::vector<Centre> centres;
        for (const auto& own : members) centres.push_back(centre_of(own));
        std::sort(centres.begin(), centres.end(), [](const Centre& a, const Centre& b) {
            return a.time_s != b.time_s ? a.time_s < b.time_s : a.mz < b.mz;
        });
        return centres;
    }

    /// Equal parts of all peaks in order of time.
    [[nodiscard]] std::vector<Centre> quantile_start(std::size_t count) const {
        std::vector<std::vector<std::size_t>> parts(count);
        for (std::size_t i = 0; i < members_.size(); ++i) parts[i * count / members_.size()].push_back(members_[i]);
        return centres_of(std::move(parts));
    }

    /// What the runs with exactly so many peaks say: their first peaks are one ion, their second the next.
    [[nodiscard]] std::vector<Centre> order_start(std::size_t count) const {
        std::vector<std::vector<std::size_t>> parts(count);
        for (const auto& run : runs_)
            if (run.size() == count)
                for (std::size_t i = 0; i < count; ++i) parts[i].push_back(run[i]);
        return centres_of(std::move(parts));
    }

    /// A model with one centre more: where the strays are, or the widest cluster in two.
    [[nodiscard]] std::vector<Centre> split_start(const Model& model) const {
        auto parts = model.members;
        if (!model.strays.empty()) {
            parts.push_back(model.strays);
            return centres_of(std::move(parts));
        }
        const auto width = [&](const auto& own) {
            return (peaks_[own.back()].time_s - peaks_[own.front()].time_s) / peaks_[own.front()].sd_s;
        };
        auto widest = std::max_element(parts.begin(), parts.end(),
                                       [&](const auto& a, const auto& b) { return width(a) < width(b); });
        if (widest == parts.end() || widest->size() < 2) return {};
        const auto middle = widest->begin() + std::ptrdiff_t(widest->size() / 2);
        std::vector<std::size_t> late(middle, widest->end());
        widest->erase(middle, widest->end());
        parts.push_back(std::move(late));
        return centres_of(std::move(parts));
    }

    [[nodiscard]] std::vector<std::vector<Centre>> starts(std::size_t count, const Model& best) const {
        return {quantile_start(count), order_start(count), split_start(best)};
    }

    [[nodiscard]] Model give_out(const std::vector<Centre>& centres) const {
        Model model{centres, std::vector<std::vector<std::size_t>>(centres.size()), {}, 0.0};
        double nothing = 0.0;  // what a run without any peak costs
        for (const Centre& centre : centres) nothing -= std::log1p(-centre.presence);
        model.cost = nothing * (all_runs_ - double(runs_.size())) +
                     double(centres.size()) * (std::log(std::max(2.0, all_runs_)) + 1.0);
        std::vector<PlacedPeak> own;
        for (const auto& run : runs_) {
            own.clear();
            for (const std::size_t member : run) own.push_back(peaks_[member]);
            const Assignment given = assign_in_order(own, centres, rule_);
            model.cost += given.cost;
            for (std::size_t i = 0; i < run.size(); ++i)
                (given.centre[i] == Assignment::nobody ? model.strays : model.members[given.centre[i]])
                    .push_back(run[i]);
        }
        const auto in_time = [&](std::size_t a, std::size_t b) { return by_time(peaks_[a], peaks_[b]); };
        for (auto& members : model.members) std::sort(members.begin(), members.end(), in_time);
        std::sort(model.strays.begin(), model.strays.end(), in_time);
        return model;
    }

    [[nodiscard]] Model fit(const std::vector<Centre>& start) const {
        constexpr int rounds = 25;
        Model model = give_out(start);
        for (int round = 0; round < rounds; ++round) {
            Model next = give_out(centres_of(model.members));
            if (!(next.cost < model.cost)) break;
            model = std::move(next);
        }
        return model;
    }
};

Cluster cluster_of(const std::vector<PlacedPeak>& peaks, std::vector<std::size_t> members) {
    std::vector<double> mz, times;
    for (const std::size_t member : members) {
        mz.push_back(peaks[member].mz);
        times.push_back(peaks[member].time_s);
    }
    std::sort(members.begin(), members.end());
    return {std::move(members), median(mz), median(times)};
}

}  // namespace

std::vector<Cluster> cluster_peaks(const std::vector<PlacedPeak>& peaks, std::size_t runs, const AssignRule& rule) {
    // How many ions there are is told by order and time alone: peaks that two ions share are wide, and would make a
    // third.
    AssignRule by_time = rule;
    by_time.most_width_sd = 0.0;
    std::vector<Cluster> clusters;
    for (const auto& members : peak_neighbourhoods(peaks, rule)) {
        const Model counted = Neighbourhood(peaks, members, runs, by_time).best();
        Model model = Neighbourhood(peaks, members, runs, rule).given_anew(counted);
        for (auto& own : model.members)
            if (!own.empty()) clusters.push_back(cluster_of(peaks, std::move(own)));
        for (const std::size_t stray : model.strays) clusters.push_back(cluster_of(peaks, {stray}));
    }
    std::sort(clusters.begin(), clusters.end(), [&](const Cluster& a, const Cluster& b) {
        if (a.mz != b.mz) return a.mz < b.mz;
        return a.time_s != b.time_s ? a.time_s < b.time_s : a.members < b.members;
    });
    return clusters;
}

}  // namespace gassan
