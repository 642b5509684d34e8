#include "core/quantify/back_calculation.hpp"

#include "core/base/fields.hpp"
#include "core/base/table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace gassan {
namespace {

bool is_of_study(const Sample& sample) {
    return sample.type == SampleType::sample || sample.type == SampleType::qc;
}

void add_flag(std::string& flags, std::string_view flag) {
    if (!flags.empty()) flags += ';';
    flags += flag;
}

/// The number of a covariate in every row of the sheet, NaN where the cell is empty; nothing without such a column.
std::optional<std::vector<double>> column_of(const Study& study, std::string_view name) {
    const auto at = std::find(study.covariates.begin(), study.covariates.end(), name);
    if (at == study.covariates.end()) return std::nullopt;
    const auto index = std::size_t(at - study.covariates.begin());
    std::vector<double> values;
    for (const Sample& sample : study.samples) {
        const std::string& text = sample.covariates[index];
        try {
            values.push_back(text.empty() ? no_value : to_number(text));
        } catch (const Error&) {
            throw ParameterError("sample " + sample.sample_id + ": " + std::string(name) + " is \"" + text +
                                 "\", which is no number");
        }
        require(!(values.back() <= 0.0), "sample " + sample.sample_id + ": " + std::string(name) + " is " +
                                             number_text(values.back()) + "; it must be above 0");
    }
    return values;
}

bool is_creatinine(const Compound& compound) {
    const auto lower = [](std::string text) {
        for (char& c : text)
            if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
        return text;
    };
    return lower(compound.compound_id) == "creatinine" || lower(compound.name) == "creatinine";
}

/// In mmol/L, by specimen; of several runs the one known best.
std::map<std::string, Concentration> measured_creatinine(const Study& study, std::span<const Compound> compounds,
                                                         const Quantities& quantities) {
    std::map<std::string, Concentration> by_specimen;
    for (const Concentration& found : quantities.concentrations) {
        const Compound& compound = compounds[quantities.rows[found.row].compound];
        const Sample& sample = study.samples[found.sample];
        if (!is_creatinine(compound) || !is_of_study(sample) || !(found.value > 0.0)) continue;
        Concentration creatinine = found;
        const Unit from = parse_unit(found.unit), to = parse_unit("mmol/L");
        const double molar_mass =
            compound.formula.empty() ? no_value : molar_mass_g_mol(parse_formula(compound.formula));
        scale(creatinine, convert(1.0, from, to, molar_mass), to.name);
        const auto [at, first] = by_specimen.emplace(sample.specimen_id, creatinine);
        if (!first && creatinine.se / creatinine.value < at->second.se / at->second.value) at->second = creatinine;
    }
    return by_specimen;
}

void lose(Concentration& concentration, const std::string& unit, std::string_view flag) {
    scale(concentration, no_value, unit);
    add_flag(concentration.flags, flag);
}

void refer_to_creatinine(const Study& study, std::span<const Compound> compounds, Quantities& quantities) {
    const auto column = column_of(study, "creatinine_mmol_l");
    const auto measured =
        column ? std::map<std::string, Concentration>{} : measured_creatinine(study, compounds, quantities);
    require(column || !measured.empty(),
            "[quantify] per = \"creatinine\" needs a column creatinine_mmol_l in the sample sheet, or a compound "
            "creatinine with a calibration");
    const std::string unit = "umol/mmol creatinine";
    for (Concentration& found : quantities.concentrations) {
        const Compound& compound = compounds[quantities.rows[found.row].compound];
        const Sample& sample = study.samples[found.sample];
        if (is_creatinine(compound) || !is_of_study(sample) || found.unit.empty()) continue;
        const double molar_mass =
            compound.formula.empty() ? no_value : molar_mass_g_mol(parse_formula(compound.formula));
        scale(found, convert(1.0, parse_unit(found.unit), parse_unit("umol/L"), molar_mass), "umol/L");
        Concentration creatinine;
        if (column) {
            creatinine.value = creatinine.low95 = creatinine.high95 = (*column)[found.sample];
            creatinine.se = 0.0;
        } else if (const auto at = measured.find(sample.specimen_id); at != measured.end()) {
            creatinine = at->second;
        }
        if (creatinine.value > 0.0) {
            found = over(found, creatinine);
            found.unit = unit;
        } else {
            lose(found, unit, "no_creatinine");
        }
    }
}

void refer_to_dry_matter(const Study& study, Quantities& quantities) {
    const auto column = column_of(study, "dry_matter_percent");
    require(column.has_value(),
            "[quantify] per = \"dry_matter\" needs a column dry_matter_percent in the sample sheet");
    for (Concentration& found : quantities.concentrations) {
        const Sample& sample = study.samples[found.sample];
        if (!is_of_study(sample) || found.unit.empty()) continue;
        const double percent = (*column)[found.sample];
        const std::string unit = "nmol/g dry matter";
        if (parse_unit(found.unit).kind == UnitKind::amount_per_mass && percent > 0.0)
            scale(found, 100.0 / percent, unit);
        else
            lose(found, unit, "no_dry_matter");
    }
}

}  // namespace

BackFactor back_factor(const Sample& sample, const Unit& in_vial, double molar_mass_g_mol,
                       const QuantifyParams& params) {
    BackFactor back;
    back.unit = in_vial.name;
    if (!is_of_study(sample)) return back;
    back.factor = sample.dilution;
    if (!(params.reconstitution_ul > 0.0)) return back;
    if (!std::isfinite(sample.amount)) {
        back.flag = "no_amount";
        return back;
    }
    const Unit unit = parse_unit(sample.amount_unit);
    const double taken = sample.amount * unit.factor * params.recovered_share;
    back.factor *= params.reconstitution_ul / taken;
    if (unit.kind == UnitKind::volume) return back;
    // umol/L x uL = pmol; per mg that is nmol/g, per 10^6 cells a thousandth of nmol/10^6 cells.
    back.factor *= convert(1.0, in_vial, parse_unit("umol/L"), molar_mass_g_mol);
    require(unit.kind == UnitKind::mass || unit.kind == UnitKind::cells,
            "sample " + sample.sample_id + ": amount_unit is " + unit.name +
                ", which is no volume, mass or number of cells");
    back.unit = unit.kind == UnitKind::mass ? "nmol/g" : "nmol/10^6 cells";
    if (unit.kind == UnitKind::cells) back.factor *= 1e-3;
    return back;
}

void scale(Concentration& concentration, double factor, const std::string& unit) {
    for (double* number : {&concentration.value, &concentration.se, &concentration.low95, &concentration.high95,
                           &concentration.lod, &concentration.loq})
        *number *= factor;
    concentration.unit = unit;
}

Concentration over(const Concentration& a, const Concentration& b) {
    Concentration ratio = a;
    ratio.value = a.value / b.value;
    ratio.lod = a.lod / b.value;
    ratio.loq = a.loq / b.value;
    ratio.se = std::hypot(a.se, ratio.value * b.se) / b.value;
    const double product = a.value * b.value;
    const auto root = [&](double end_of_a, double end_of_b) {
        const double inside =
            product * product - end_of_a * end_of_b * (2.0 * a.value - end_of_a) * (2.0 * b.value - end_of_b);
        return std::sqrt(std::max(inside, 0.0));
    };
    const bool bounded = b.low95 > 0.0 && b.high95 < 2.0 * b.value;
    const auto below = [&](double end_of_b) { return end_of_b * (2.0 * b.value - end_of_b); };
    ratio.low95 = bounded ? (product - root(a.low95, b.high95)) / below(b.high95) : no_value;
    ratio.high95 = bounded ? (product + root(a.high95, b.low95)) / below(b.low95) : no_value;
    return ratio;
}

void refer(const Study& study, std::span<const Compound> compounds, const QuantifyParams& params,
           Quantities& quantities) {
    if (params.per == "creatinine") refer_to_creatinine(study, compounds, quantities);
    if (params.per == "dry_matter") refer_to_dry_matter(study, quantities);
}

}  // namespace gassan
