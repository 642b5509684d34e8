#include "core/correct/confounding.hpp"

#include "core/base/error.hpp"
#include "core/stats/association.hpp"
#include "core/stats/joined_sets.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace gassan {
namespace {

constexpr double worth_saying_v = 0.5;
constexpr double worth_saying_r = 0.3;

/// A sample, by the indices of its unit and of its class (group or visit).
struct Placed {
    std::size_t sample = 0, unit = 0, label = 0;
    double place = 0.0;  ///< order less the unit's mean
};

struct Design {
    std::vector<Placed> samples;
    std::vector<std::string> labels;
    std::size_t units = 0;
};

Design design_of(const Study& study, std::span<const CorrectionUnit> units, std::string Sample::*label) {
    Design design{.samples = {}, .labels = {}, .units = units.size()};
    std::map<std::string, std::size_t> index;
    for (std::size_t u = 0; u < units.size(); ++u) {
        const std::size_t first = design.samples.size();
        double mean = 0.0;
        for (const std::size_t s : units[u].samples) {
            const Sample& sample = study.samples[s];
            if (sample.type != SampleType::sample || (sample.*label).empty()) continue;
            const auto [at, is_new] = index.try_emplace(sample.*label, design.labels.size());
            if (is_new) design.labels.push_back(sample.*label);
            design.samples.push_back({s, u, at->second, double(*sample.injection_order)});
            mean += design.samples.back().place;
        }
        for (std::size_t k = first; k < design.samples.size(); ++k)
            design.samples[k].place -= mean / double(design.samples.size() - first);
    }
    return design;
}

/// Of all samples, in their order.
std::vector<std::size_t> labels_of(const Design& design) {
    std::vector<std::size_t> labels;
    for (const Placed& one : design.samples) labels.push_back(one.label);
    return labels;
}

/// For each class the set of units it lies in, joined by classes and specimens; sets are numbered from 0.
std::vector<std::size_t> sets_of_labels(const Study& study, const Design& design, std::size_t& count) {
    JoinedSets sets(design.units + design.labels.size());
    std::map<std::string, std::size_t> unit_of_specimen;
    for (const Placed& one : design.samples) {
        sets.join(one.unit, design.units + one.label);
        const std::string& specimen = study.samples[one.sample].specimen_id;
        if (specimen.empty()) continue;
        sets.join(one.unit, unit_of_specimen.try_emplace(specimen, one.unit).first->second);
    }
    std::map<std::size_t, std::size_t> number;
    std::vector<std::size_t> found;
    for (std::size_t l = 0; l < design.labels.size(); ++l)
        found.push_back(number.try_emplace(sets.root(design.units + l), number.size()).first->second);
    count = number.size();
    return found;
}

/// "control, mild | severe": which classes no unit shares.
std::string parted(const Design& design, const std::vector<std::size_t>& sets, std::size_t count) {
    std::string text;
    for (std::size_t set = 0; set < count; ++set) {
        if (set) text += " | ";
        bool first = true;
        for (std::size_t l = 0; l < sets.size(); ++l) {
            if (sets[l] != set) continue;
            if (!first) text += ", ";
            text += design.labels[l];
            first = false;
        }
    }
    return text;
}

std::string two_digits(double value) {
    return number_text(std::round(100.0 * value) / 100.0);
}

void with_units(const Study& study, const Design& design, const std::string& what, std::vector<Confounding>& found) {
    std::vector<std::size_t> units;
    for (const Placed& one : design.samples) units.push_back(one.unit);
    const double v = cramers_v(units, labels_of(design));
    std::size_t count = 0;
    const std::vector<std::size_t> sets = sets_of_labels(study, design, count);
    if (count > 1)
        found.push_back({what, "unit", v, true,
                         what + "s cannot be told from units of correction (Cramer's V " + two_digits(v) +
                             "): no unit holds samples of both sides of " + parted(design, sets, count) +
                             ", and no specimen was measured on both"});
    else if (v > worth_saying_v)
        found.push_back({what, "unit", v, false,
                         what + "s lie unevenly in units of correction (Cramer's V " + two_digits(v) +
                             "): what units differ by goes to " + what + "s where QCs do not tell it well"});
}

void with_order(const Design& design, const std::string& what, std::vector<Confounding>& found) {
    std::vector<double> places;
    for (const Placed& one : design.samples) places.push_back(one.place);
    const double r = order_association(places, labels_of(design));
    if (!(r > worth_saying_r)) return;
    found.push_back({what, "order", r, false,
                     what + "s go with the order of injection (r " + two_digits(r) +
                         "): drift that the QCs do not tell will look like a difference between " + what + "s"});
}

}  // namespace

std::vector<Confounding> confounding(const Study& study, std::span<const CorrectionUnit> units) {
    std::vector<Confounding> found;
    const std::pair<std::string, std::string Sample::*> classes[] = {{"group", &Sample::group},
                                                                     {"visit", &Sample::visit}};
    for (const auto& [what, label] : classes) {
        const Design design = design_of(study, units, label);
        if (2 * design.labels.size() > design.samples.size()) continue;  // names, not classes
        with_units(study, design, what, found);
        with_order(design, what, found);
    }
    return found;
}

void require_separable(std::span<const Confounding> found, const CorrectParams& params) {
    if (params.confounded == "say" && params.batch != "combat") return;  // ComBat has nothing else to stand on
    for (const Confounding& one : found)
        require(!one.inseparable, "[correct]: " + one.text +
                                      "; measure bridging samples in both, or, if QCs of one "
                                      "pool stand in all units and you trust them to carry "
                                      "the level, set confounded = \"say\"");
}

}  // namespace gassan
