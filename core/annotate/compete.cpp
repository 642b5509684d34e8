#include "core/annotate/compete.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>

namespace gassan {
namespace {

constexpr double most_ways = 30000.0;     // counted out below
constexpr double common_share = 0.8;      // of the variance of predicted places, in what isomers have in common
constexpr std::size_t common_steps = 13;  // of the common error, from -3 to 3 sd
constexpr double most_log_weight = 50.0;  // beyond it a claim is certain
constexpr double no_way = -std::numeric_limits<double>::infinity();

/// What hangs together: claims by feature, with the features and the sought numbered from 0.
struct Component {
    std::vector<std::size_t> claims;                          ///< indices into the contest
    std::vector<std::size_t> feature, sought;                 ///< parallel to claims, local
    std::vector<double> places;                               ///< local features
    std::vector<std::pair<std::size_t, std::size_t>> orders;  ///< local sought: lower, upper
    std::size_t features = 0, soughts = 0;
};

std::size_t root_of(std::vector<std::size_t>& parent, std::size_t at) {
    while (parent[at] != at) at = parent[at] = parent[parent[at]];
    return at;
}

std::vector<Component> components_of(const Contest& contest) {
    const auto& claims = contest.claims;
    std::vector<std::size_t> parent(claims.size());
    std::iota(parent.begin(), parent.end(), 0);
    std::map<std::size_t, std::size_t> of_feature, of_sought;
    for (std::size_t i = 0; i < claims.size(); ++i)
        for (auto* const seen : {&of_feature, &of_sought}) {
            const auto [first, fresh] = seen->emplace(seen == &of_feature ? claims[i].feature : claims[i].sought, i);
            if (!fresh) parent[root_of(parent, i)] = root_of(parent, first->second);
        }
    std::map<std::size_t, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < claims.size(); ++i) groups[root_of(parent, i)].push_back(i);

    std::vector<Component> components;
    for (auto& [root, members] : groups) {
        std::stable_sort(members.begin(), members.end(),
                         [&](std::size_t a, std::size_t b) { return claims[a].feature < claims[b].feature; });
        Component component;
        component.claims = members;
        std::map<std::size_t, std::size_t> features, soughts;
        for (const std::size_t i : members) {
            const auto [feature, new_feature] = features.emplace(claims[i].feature, features.size());
            if (new_feature) component.places.push_back(contest.places[claims[i].feature]);
            component.feature.push_back(feature->second);
            component.sought.push_back(soughts.emplace(claims[i].sought, soughts.size()).first->second);
        }
        component.features = features.size();
        component.soughts = soughts.size();
        for (const KnownOrder& order : contest.orders) {
            const auto lower = soughts.find(order.lower), upper = soughts.find(order.upper);
            if (lower != soughts.end() && upper != soughts.end())
                component.orders.emplace_back(lower->second, upper->second);
        }
        components.push_back(std::move(component));
    }
    return components;
}

/// An upper bound: as if features did not get into each other's way.
double ways_at_most(const Component& component) {
    std::vector<double> choices(component.features, 1.0);
    for (const std::size_t feature : component.feature) ++choices[feature];
    return std::accumulate(choices.begin(), choices.end(), 1.0, std::multiplies<>());
}

/// Walks all ways of a component and calls visit(log weight, claims taken) for each.
template <class Visit>
struct Ways {
    const Component& component;
    const std::vector<double>& log_weight;  ///< parallel to component.claims
    const Visit& visit;
    std::vector<bool> used = std::vector<bool>(component.soughts, false);
    std::vector<std::size_t> taken = {};

    /// Does a way that holds both break an order with this claim?
    [[nodiscard]] double broken_orders(std::size_t claim) const {
        double log = 0.0;
        for (const auto& [lower, upper] : component.orders)
            for (const std::size_t other : taken) {
                const std::size_t one = component.sought[claim], two = component.sought[other];
                if (!((one == lower && two == upper) || (one == upper && two == lower))) continue;
                const double place_one = component.places[component.feature[claim]];
                const double place_two = component.places[component.feature[other]];
                if (one == lower ? place_one > place_two : place_two > place_one) log += std::log(wrong_order);
            }
        return log;
    }

    void walk(std::size_t claim, std::size_t feature, double log) {
        if (feature == component.features) return visit(log, taken);
        std::size_t end = claim;
        while (end < component.claims.size() && component.feature[end] == feature) ++end;
        walk(end, feature + 1, log);
        for (std::size_t i = claim; i < end; ++i) {
            if (used[component.sought[i]]) continue;
            const double more = log_weight[i] + broken_orders(i);
            used[component.sought[i]] = true;
            taken.push_back(i);
            walk(end, feature + 1, log + more);
            taken.pop_back();
            used[component.sought[i]] = false;
        }
    }
};

template <class Visit>
void walk_ways(const Component& component, const std::vector<double>& log_weight, const Visit& visit) {
    Ways<Visit>{component, log_weight, visit}.walk(0, 0, 0.0);
}

double bounded(double log_weight) {
    return std::clamp(log_weight, -most_log_weight, most_log_weight);
}

/// The claims' weights where the common error of the predictions is common_error sd.
std::vector<double> weights_at(const Contest& contest, const Component& component, double common_error) {
    std::vector<double> log_weight;
    for (const std::size_t i : component.claims) {
        const Claim& claim = contest.claims[i];
        double log = claim.log_weight;
        if (std::isfinite(claim.predicted_error)) {
            const double left = claim.predicted_error - std::sqrt(common_share) * common_error;
            const double own = 1.0 - common_share;
            log += 0.5 * claim.predicted_error * claim.predicted_error - 0.5 * left * left / own - 0.5 * std::log(own);
        }
        log_weight.push_back(bounded(log));
    }
    return log_weight;
}

/// Is there an error that compounds of the component have in common?
bool shares_error(const Contest& contest, const Component& component) {
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < component.claims.size(); ++i)
        if (std::isfinite(contest.claims[component.claims[i]].predicted_error)) {
            if (first && *first != component.sought[i]) return true;
            first = component.sought[i];
        }
    return false;
}

struct CommonError {
    std::vector<double> log_weight;
    double log_prior = 0.0;
};

std::vector<CommonError> common_errors(const Contest& contest, const Component& component) {
    std::vector<CommonError> errors;
    if (!shares_error(contest, component)) {
        errors.push_back({{}, 0.0});
        for (const std::size_t i : component.claims)
            errors.back().log_weight.push_back(bounded(contest.claims[i].log_weight));
        return errors;
    }
    for (std::size_t step = 0; step < common_steps; ++step) {
        const double error = -3.0 + 6.0 * double(step) / double(common_steps - 1);
        errors.push_back({weights_at(contest, component, error), -0.5 * error * error});
    }
    return errors;
}

std::vector<double> counted_shares(const Contest& contest, const Component& component) {
    const auto errors = common_errors(contest, component);
    double most = no_way;
    for (const CommonError& error : errors)
        walk_ways(component, error.log_weight,
                  [&](double log, const auto&) { most = std::max(most, log + error.log_prior); });
    std::vector<double> shares(component.claims.size(), 0.0);
    double all = 0.0;
    for (const CommonError& error : errors)
        walk_ways(component, error.log_weight, [&](double log, const std::vector<std::size_t>& taken) {
            const double weight = std::exp(log + error.log_prior - most);
            all += weight;
            for (const std::size_t i : taken) shares[i] += weight;
        });
    for (double& share : shares) share /= all;
    return shares;
}

std::vector<double> passed_shares(const Contest& contest, const Component& component) {
    constexpr int most_rounds = 500;
    constexpr double still = 1e-9;
    const std::size_t n = component.claims.size();
    std::vector<double> weight(n), to_sought(n, 1.0), to_feature(n, 1.0);
    for (std::size_t i = 0; i < n; ++i) weight[i] = std::exp(bounded(contest.claims[component.claims[i]].log_weight));
    std::vector<double> of_feature(component.features), of_sought(component.soughts);
    for (int round = 0; round < most_rounds; ++round) {
        double moved = 0.0;
        std::fill(of_feature.begin(), of_feature.end(), 0.0);
        for (std::size_t i = 0; i < n; ++i) of_feature[component.feature[i]] += weight[i] * to_feature[i];
        for (std::size_t i = 0; i < n; ++i)
            to_sought[i] =
                weight[i] / (1.0 + std::max(0.0, of_feature[component.feature[i]] - weight[i] * to_feature[i]));
        std::fill(of_sought.begin(), of_sought.end(), 0.0);
        for (std::size_t i = 0; i < n; ++i) of_sought[component.sought[i]] += to_sought[i];
        for (std::size_t i = 0; i < n; ++i) {
            const double next = 1.0 / (1.0 + std::max(0.0, of_sought[component.sought[i]] - to_sought[i]));
            moved = std::max(moved, std::abs(next - to_feature[i]));
            to_feature[i] = next;
        }
        if (moved < still) break;
    }
    std::fill(of_feature.begin(), of_feature.end(), 0.0);
    for (std::size_t i = 0; i < n; ++i) of_feature[component.feature[i]] += weight[i] * to_feature[i];
    std::vector<double> shares(n);
    for (std::size_t i = 0; i < n; ++i)
        shares[i] = weight[i] * to_feature[i] / (1.0 + of_feature[component.feature[i]]);
    return shares;
}

/// Shortest augmenting paths (Kuhn 1955, Munkres 1957; in the form of Jonker and Volgenant, Computing 38 (1987) 325)
/// on the features against the sought and as many nobodies as there are features.
std::vector<std::size_t> heaviest_of_many(const Contest& contest, const Component& component) {
    const std::size_t n = component.features, m = component.soughts + n;
    constexpr double forbidden = 1e6;
    std::vector<double> cost(n * m, forbidden);
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> claim_at;
    for (std::size_t row = 0; row < n; ++row) cost[row * m + component.soughts + row] = 0.0;
    for (std::size_t i = 0; i < component.claims.size(); ++i) {
        cost[component.feature[i] * m + component.sought[i]] = -bounded(contest.claims[component.claims[i]].log_weight);
        claim_at[{component.feature[i], component.sought[i]}] = i;
    }
    std::vector<double> row_price(n + 1, 0.0), column_price(m + 1, 0.0);
    std::vector<std::size_t> row_of(m + 1, 0), way(m + 1, 0);  // from 1; 0: nobody
    for (std::size_t row = 1; row <= n; ++row) {
        row_of[0] = row;
        std::size_t column = 0;
        std::vector<double> least(m + 1, std::numeric_limits<double>::infinity());
        std::vector<bool> done(m + 1, false);
        do {
            done[column] = true;
            const std::size_t at = row_of[column];
            double step = std::numeric_limits<double>::infinity();
            std::size_t next = 0;
            for (std::size_t j = 1; j <= m; ++j) {
                if (done[j]) continue;
                const double reduced = cost[(at - 1) * m + j - 1] - row_price[at] - column_price[j];
                if (reduced < least[j]) {
                    least[j] = reduced;
                    way[j] = column;
                }
                if (least[j] < step) {
                    step = least[j];
                    next = j;
                }
            }
            for (std::size_t j = 0; j <= m; ++j) {
                if (done[j]) {
                    row_price[row_of[j]] += step;
                    column_price[j] -= step;
                } else {
                    least[j] -= step;
                }
            }
            column = next;
        } while (row_of[column] != 0);
        for (; column != 0; column = way[column]) row_of[column] = row_of[way[column]];
    }
    std::vector<std::size_t> taken;
    for (std::size_t j = 1; j <= component.soughts; ++j)
        if (row_of[j] != 0)
            if (const auto found = claim_at.find({row_of[j] - 1, j - 1}); found != claim_at.end())
                taken.push_back(found->second);
    return taken;
}

std::vector<std::size_t> heaviest_counted(const Contest& contest, const Component& component) {
    double most = no_way;
    std::vector<std::size_t> best;
    for (const CommonError& error : common_errors(contest, component))
        walk_ways(component, error.log_weight, [&](double log, const std::vector<std::size_t>& taken) {
            if (log + error.log_prior <= most) return;
            most = log + error.log_prior;
            best = taken;
        });
    return best;
}

}  // namespace

std::vector<double> claim_shares(const Contest& contest) {
    std::vector<double> shares(contest.claims.size(), 0.0);
    for (const Component& component : components_of(contest)) {
        const auto local = ways_at_most(component) <= most_ways ? counted_shares(contest, component)
                                                                : passed_shares(contest, component);
        for (std::size_t i = 0; i < local.size(); ++i) shares[component.claims[i]] = local[i];
    }
    return shares;
}

std::vector<std::size_t> heaviest_claims(const Contest& contest) {
    std::vector<std::size_t> all;
    for (const Component& component : components_of(contest)) {
        const auto taken = ways_at_most(component) <= most_ways ? heaviest_counted(contest, component)
                                                                : heaviest_of_many(contest, component);
        for (const std::size_t i : taken) all.push_back(component.claims[i]);
    }
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace gassan
