#include "core/quantify/specimens.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

namespace gassan {
namespace {

constexpr double nearly_as_many = 0.8;
constexpr double clearly = 3.0;

using Runs = std::vector<const Concentration*>;

/// The runs of each specimen, by compound and polarity.
using Found = std::map<std::pair<std::size_t, Polarity>, std::vector<Runs>>;

void add_flags(const std::string& more, std::string& flags) {
    std::size_t begin = 0;
    while (begin < more.size()) {
        const std::size_t end = std::min(more.find(';', begin), more.size());
        const std::string flag = more.substr(begin, end - begin);
        if ((";" + flags + ";").find(";" + flag + ";") == std::string::npos) flags += (flags.empty() ? "" : ";") + flag;
        begin = end + 1;
    }
}

/// How much a kind of cell tells: what was seen, what was not, what was not looked at.
int worth(CellKind kind) {
    switch (kind) {
        case CellKind::measured:
        case CellKind::filled:
            return 3;
        case CellKind::below_limit:
            return 2;
        case CellKind::failed:
            return 1;
        case CellKind::not_measured:
            return 0;
    }
    return 0;
}

/// The mean of the runs that have a value; else what the most telling one says.
SpecimenValue joined(const Runs& runs, Polarity polarity, const std::string& unit) {
    SpecimenValue joined;
    joined.polarity = polarity;
    const Concentration* best = nullptr;
    double variance = 0.0;
    for (const Concentration* run : runs) {
        if (run->unit != unit) {
            if (std::isfinite(run->value)) add_flags("other_unit", joined.flags);
            continue;
        }
        if (!best || worth(run->kind) > worth(best->kind)) best = run;
        if (!std::isfinite(run->value)) continue;
        if (joined.runs++ == 0) joined.value = joined.low95 = joined.high95 = 0.0;
        joined.value += run->value;
        joined.low95 += run->low95;
        joined.high95 += run->high95;
        variance += run->se * run->se;
        add_flags(run->flags, joined.flags);
    }
    if (!best) return joined;
    joined.kind = best->kind;
    joined.lod = best->lod;
    if (joined.runs == 0) {
        add_flags(best->flags, joined.flags);
        return joined;
    }
    for (double* sum : {&joined.value, &joined.low95, &joined.high95}) *sum /= joined.runs;
    joined.se = std::sqrt(variance / joined.runs);
    return joined;
}

std::string unit_of(const std::vector<Runs>& specimens) {
    for (const Runs& runs : specimens)
        for (const Concentration* run : runs)
            if (std::isfinite(run->value)) return run->unit;
    for (const Runs& runs : specimens)
        if (!runs.empty()) return runs.front()->unit;
    return {};
}

std::vector<SpecimenValue> joined_all(const std::vector<Runs>& specimens, Polarity polarity, const std::string& unit) {
    std::vector<SpecimenValue> values;
    for (const Runs& runs : specimens) values.push_back(joined(runs, polarity, unit));
    return values;
}

struct Standing {
    double values = 0.0, error = std::numeric_limits<double>::infinity();
};

Standing standing(const std::vector<SpecimenValue>& values) {
    Standing standing;
    std::vector<double> errors;
    for (const SpecimenValue& value : values) {
        if (!std::isfinite(value.value)) continue;
        standing.values += 1.0;
        if (value.value > 0.0 && std::isfinite(value.se)) errors.push_back(value.se / value.value);
    }
    if (!errors.empty()) standing.error = median(errors);
    return standing;
}

/// Which of two sets of values stands for the compound: 0 or 1.
std::size_t leading(const std::vector<SpecimenValue>& a, const std::vector<SpecimenValue>& b,
                    const QuantifyParams& params) {
    if (params.specimen_polarity != "smaller_error") {
        const Polarity told = params.specimen_polarity == "positive" ? Polarity::positive : Polarity::negative;
        return b.front().polarity == told ? 1 : 0;
    }
    const Standing of_a = standing(a), of_b = standing(b);
    if (of_b.values < nearly_as_many * of_a.values) return 0;
    if (of_a.values < nearly_as_many * of_b.values) return 1;
    return of_b.error < of_a.error ? 1 : 0;
}

/// The leading value, or the other where it tells more; with what the two have to say of each other.
SpecimenValue one_of(const SpecimenValue& lead, const SpecimenValue& other) {
    const bool has_lead = std::isfinite(lead.value), has_other = std::isfinite(other.value);
    if (has_lead || (!has_other && worth(lead.kind) >= worth(other.kind))) {
        SpecimenValue value = lead;
        if (has_other && std::abs(lead.value - other.value) > clearly * std::hypot(lead.se, other.se))
            add_flags("polarities_differ", value.flags);
        return value;
    }
    SpecimenValue value = other;
    add_flags(other.polarity == Polarity::negative ? "from_negative" : "from_positive", value.flags);
    return value;
}

/// Specimens of samples and QCs in the order of the sheet, and each sample's place among them.
std::vector<std::string> specimens_of(const Study& study, std::map<std::string, std::size_t>& place) {
    std::vector<std::string> specimens;
    for (const Sample& sample : study.samples) {
        if (sample.type != SampleType::sample && sample.type != SampleType::qc) continue;
        if (place.emplace(sample.specimen_id, specimens.size()).second) specimens.push_back(sample.specimen_id);
    }
    return specimens;
}

/// The first row of the table with each compound's id: a cation and an anion of one id are one compound.
std::vector<std::size_t> first_of_id(std::span<const Compound> compounds) {
    std::map<std::string_view, std::size_t> first;
    std::vector<std::size_t> firsts;
    for (std::size_t c = 0; c < compounds.size(); ++c)
        firsts.push_back(first.emplace(compounds[c].compound_id, c).first->second);
    return firsts;
}

}  // namespace

SpecimenConcentrations specimen_concentrations(const Study& study, std::span<const Compound> compounds,
                                               const Quantities& quantities, const QuantifyParams& params) {
    SpecimenConcentrations table;
    std::map<std::string, std::size_t> place;
    table.specimens = specimens_of(study, place);

    const std::vector<std::size_t> first = first_of_id(compounds);
    Found found;
    for (const Concentration& value : quantities.concentrations) {
        const CompoundRow& row = quantities.rows[value.row];
        const Sample& sample = study.samples[value.sample];
        if (sample.type != SampleType::sample && sample.type != SampleType::qc) continue;
        auto& specimens = found[{first[row.compound], row.polarity}];
        specimens.resize(table.specimens.size());
        if (sample.polarity == Polarity::unknown || sample.polarity == row.polarity)
            specimens[place.at(sample.specimen_id)].push_back(&value);
    }

    for (std::size_t c = 0; c < compounds.size(); ++c) {
        std::vector<std::vector<SpecimenValue>> sets;
        std::string unit;
        for (const Polarity polarity : {Polarity::positive, Polarity::negative, Polarity::unknown}) {
            const auto at = found.find({c, polarity});
            if (at == found.end()) continue;
            if (unit.empty()) unit = unit_of(at->second);
            sets.push_back(joined_all(at->second, polarity, unit));
        }
        if (sets.empty()) continue;
        const std::size_t lead = sets.size() == 1 || table.specimens.empty() ? 0 : leading(sets[0], sets[1], params);
        table.compounds.push_back(c);
        table.units.push_back(unit);
        table.polarities.push_back(sets[lead].empty() ? Polarity::unknown : sets[lead].front().polarity);
        for (std::size_t s = 0; s < table.specimens.size(); ++s)
            table.values.push_back(sets.size() == 1 ? sets[0][s] : one_of(sets[lead][s], sets[1 - lead][s]));
    }
    return table;
}

}  // namespace gassan
