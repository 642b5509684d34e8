#include "core/correct/units.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t most_named = 5;

/// What can never share a unit, in the order of the sheet.
using Place = std::tuple<Polarity, std::string>;

/// "a, b, c, d, e and 12 more".
std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t k = 0; k < std::min(names.size(), most_named); ++k) text += (k ? ", " : "") + names[k];
    return names.size() <= most_named ? text : text + " and " + std::to_string(names.size() - most_named) + " more";
}

void require_orders(const Study& study) {
    std::vector<std::string> missing;
    for (const Sample& sample : study.samples)
        if (!sample.injection_order) missing.push_back(sample.sample_id);
    require(missing.empty(), "[correct] drift: " + std::to_string(missing.size()) +
                                 " samples have no injection_order (" + listed(missing) +
                                 "); fill the column, or set drift = \"none\"");
}

/// Samples that can share a unit, each in order of injection.
std::vector<std::vector<std::size_t>> sorted_samples(const Study& study, bool by_batch) {
    std::map<Place, std::size_t> place_of;
    std::vector<std::vector<std::size_t>> places;
    for (std::size_t s = 0; s < study.samples.size(); ++s) {
        const Sample& sample = study.samples[s];
        const auto [at, is_new] =
            place_of.try_emplace({sample.polarity, by_batch ? sample.batch : std::string()}, places.size());
        if (is_new) places.emplace_back();
        places[at->second].push_back(s);
    }
    for (std::vector<std::size_t>& samples : places)
        std::stable_sort(samples.begin(), samples.end(), [&](std::size_t a, std::size_t b) {
            const Sample &left = study.samples[a], &right = study.samples[b];
            return std::tuple(*left.injection_order, left.segment.value_or(0)) <
                   std::tuple(*right.injection_order, right.segment.value_or(0));
        });
    return places;
}

CorrectionUnit unit_of(const Study& study, std::size_t first, const CorrectParams& params) {
    const Sample& sample = study.samples[first];
    CorrectionUnit unit{.batch = params.unit == "auto" || params.unit == "batch" ? sample.batch : "",
                        .capillary = params.unit == "auto" || params.unit == "capillary" ? sample.capillary : "",
                        .polarity = sample.polarity};
    unit.name = unit.batch;
    if (!unit.capillary.empty()) unit.name += (unit.name.empty() ? "" : "/") + unit.capillary;
    if (unit.name.empty()) unit.name = "all";
    return unit;
}

/// First and last order of injection of a batch.
std::pair<long, long> orders_of(const Study& study, const std::string& batch, Polarity polarity) {
    std::pair<long, long> orders{std::numeric_limits<long>::max(), std::numeric_limits<long>::min()};
    for (const Sample& sample : study.samples)
        if (sample.batch == batch && sample.polarity == polarity)
            orders = {std::min(orders.first, *sample.injection_order),
                      std::max(orders.second, *sample.injection_order)};
    return orders;
}

/// Does the next batch go on with the capillary on which the other ended, and with its numbers?
bool goes_on(const Study& study, const CorrectionUnit& a, const CorrectionUnit& b) {
    const auto order = [&](std::size_t sample) { return *study.samples[sample].injection_order; };
    if (a.polarity != b.polarity || a.capillary.empty() || a.capillary != b.capillary || a.batch == b.batch)
        return false;
    const auto before = orders_of(study, a.batch, a.polarity), after = orders_of(study, b.batch, b.polarity);
    return before.second < after.first && order(a.samples.back()) == before.second &&
           order(b.samples.front()) == after.first;
}

/// Two stretches to be one, the earlier first: of which one has fewer than two QCs.
std::optional<std::pair<std::size_t, std::size_t>> short_pair(const Study& study,
                                                              const std::vector<CorrectionUnit>& units) {
    constexpr std::size_t enough_qcs = 2;
    for (std::size_t a = 0; a < units.size(); ++a)
        for (std::size_t b = 0; b < units.size(); ++b)
            if (a != b && std::min(units[a].qcs.size(), units[b].qcs.size()) < enough_qcs &&
                goes_on(study, units[a], units[b]))
                return std::pair{a, b};
    return {};
}

/// A stretch with fewer than two QCs would stay as it was measured, off the level of all others. Where a capillary
/// serves on into the next batch, the two stretches then are one unit: what moves most is the capillary.
void join_short(const Study& study, std::vector<CorrectionUnit>& units) {
    while (const auto pair = short_pair(study, units)) {
        CorrectionUnit& to = units[pair->first];
        const CorrectionUnit& later = units[pair->second];
        to.samples.insert(to.samples.end(), later.samples.begin(), later.samples.end());
        to.qcs.insert(to.qcs.end(), later.qcs.begin(), later.qcs.end());
        to.name += " + " + later.name;
        to.batch = later.batch;  // where it ends
        units.erase(units.begin() + std::ptrdiff_t(pair->second));
    }
}

void name_apart(std::vector<CorrectionUnit>& units) {
    std::set<Polarity> polarities;
    for (const CorrectionUnit& unit : units) polarities.insert(unit.polarity);
    std::map<std::string, int> seen;
    for (CorrectionUnit& unit : units) {
        if (polarities.size() > 1 && unit.polarity != Polarity::unknown)
            unit.name += unit.polarity == Polarity::positive ? " +" : " -";
        const int times = ++seen[unit.name];
        if (times > 1) unit.name += " (" + std::to_string(times) + ")";
    }
}

/// How many samples no QC of the unit brackets.
std::size_t outside(const Study& study, const CorrectionUnit& unit) {
    if (unit.qcs.empty()) return 0;
    std::size_t count = 0;
    for (const std::size_t s : unit.samples) {
        const long order = *study.samples[s].injection_order;
        count +=
            study.samples[s].type == SampleType::sample && (order < *study.samples[unit.qcs.front()].injection_order ||
                                                            order > *study.samples[unit.qcs.back()].injection_order);
    }
    return count;
}

void require_own_orders(const Study& study, const CorrectionUnit& unit) {
    for (std::size_t k = 1; k < unit.samples.size(); ++k) {
        const Sample &left = study.samples[unit.samples[k - 1]], &right = study.samples[unit.samples[k]];
        require(left.injection_order != right.injection_order || left.segment != right.segment,
                "[correct] drift: " + left.sample_id + " and " + right.sample_id + " both have injection_order " +
                    std::to_string(*left.injection_order) + " in " + unit.name +
                    "; a run has an order of its own, and batches that are numbered anew need the column batch");
    }
}

}  // namespace

std::vector<CorrectionUnit> correction_units(const Study& study, const CorrectParams& params) {
    require_orders(study);
    const bool by_batch = params.unit == "auto" || params.unit == "batch";
    const bool by_capillary = params.unit == "auto" || params.unit == "capillary";
    std::vector<CorrectionUnit> units;
    for (const std::vector<std::size_t>& samples : sorted_samples(study, by_batch)) {
        const std::string* capillary = nullptr;
        for (const std::size_t s : samples) {
            if (!capillary || (by_capillary && *capillary != study.samples[s].capillary))
                units.push_back(unit_of(study, s, params));
            capillary = &study.samples[s].capillary;
            units.back().samples.push_back(s);
            if (study.samples[s].type == SampleType::qc) units.back().qcs.push_back(s);
        }
    }
    if (params.unit == "auto") join_short(study, units);
    for (CorrectionUnit& unit : units) {
        require_own_orders(study, unit);
        unit.outside = outside(study, unit);
    }
    name_apart(units);
    return units;
}

std::vector<double> injection_places(const Study& study) {
    int most = 1;
    for (const Sample& sample : study.samples) most = std::max(most, sample.segment.value_or(1));
    std::vector<double> places;
    for (const Sample& sample : study.samples)
        places.push_back(sample.injection_order
                             ? double(*sample.injection_order) + double(sample.segment.value_or(1) - 1) / double(most)
                             : no_value);
    return places;
}

}  // namespace gassan
