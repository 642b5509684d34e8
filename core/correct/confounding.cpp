#include "core/correct/confounding.hpp"

#include "core/base/error.hpp"
#include "core/correct/joined_sets.hpp"

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

/// sqrt(chi^2 / (n (min(rows, columns) - 1))); NaN where there is one unit or one class alone.
double cramers_v(const Design& design) {
    std::vector<double> of_unit(design.units), of_label(design.labels.size());
    std::vector<double> both(design.units * design.labels.size());
    for (const Placed& one : design.samples) {
        of_unit[one.unit] += 1.0;
        of_label[one.label] += 1.0;
        both[one.unit * design.labels.size() + one.label] += 1.0;
    }
    const double n = double(design.samples.size());
    const auto rows = std::count_if(of_unit.begin(), of_unit.end(), [](double count) { return count > 0.0; });
    const auto smaller = std::min<std::ptrdiff_t>(rows, std::ptrdiff_t(design.labels.size()));
    if (smaller < 2) return no_value;
    double chi2 = 0.0;
    for (std::size_t u = 0; u < of_unit.size(); ++u)
        for (std::size_t l = 0; l < of_label.size(); ++l) {
            const double expected = of_unit[u] * of_label[l] / n;
            const double off = both[u * of_label.size() + l] - expected;
            if (expected > 0.0) chi2 += off * off / expected;
        }
    return std::sqrt(chi2 / (n * double(smaller - 1)));
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
    const double v = cramers_v(design);
    if (!std::isfinite(v)) return;
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

/// Correlation for two classes; for more the root of the share of variance that they tell, less what chance would.
double order_strength(const Design& design) {
    std::vector<double> sums(design.labels.size()), counts(design.labels.size());
    double spread = 0.0;
    for (const Placed& one : design.samples) {
        sums[one.label] += one.place;
        counts[one.label] += 1.0;
        spread += one.place * one.place;
    }
    const double n = double(design.samples.size()), classes = double(design.labels.size());
    if (classes < 2.0 || n <= classes || !(spread > 0.0)) return no_value;
    double between = 0.0;  // places have mean 0
    for (std::size_t l = 0; l < sums.size(); ++l) between += sums[l] * sums[l] / counts[l];
    const double share = between / spread;
    if (design.labels.size() == 2) return std::sqrt(share);
    return std::sqrt(std::max(0.0, 1.0 - (1.0 - share) * (n - 1.0) / (n - classes)));
}

void with_order(const Design& design, const std::string& what, std::vector<Confounding>& found) {
    const double r = order_strength(design);
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
