#include "core/normalise/dilution.hpp"

#include "core/base/error.hpp"
#include "core/base/fields.hpp"
#include "core/base/robust.hpp"
#include "core/chem/units.hpp"
#include "core/normalise/dilution_links.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace gassan {
namespace {

constexpr double creatinine_g_mol = 113.118;  // C4H7N3O

/// Blanks and standards are no specimen: there is nothing to be dilute.
bool is_specimen(const Sample& sample) {
    return sample.type == SampleType::sample || sample.type == SampleType::qc;
}

std::optional<double> number_of(const std::string& cell) {
    double value = 0.0;
    const char* end = cell.data() + cell.size();
    const auto [stop, fault] = std::from_chars(cell.data(), end, value);
    if (fault != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return text;
}

std::string column_name(const DilutionRequest& request) {
    if (!request.column.empty()) return request.column;
    return request.by == DilutionBy::dry_matter ? "water" : std::string(dilution_name(request.by));
}

std::optional<std::size_t> covariate_of(const Study& study, const std::string& name) {
    for (std::size_t c = 0; c < study.covariates.size(); ++c)
        if (lower(study.covariates[c]) == lower(name)) return c;
    return std::nullopt;
}

std::optional<std::size_t> variable_of(const ValueTable& table, const std::string& name) {
    for (std::size_t v = 0; v < table.variables.size(); ++v)
        if (lower(table.variables[v].id) == lower(name) || lower(table.variables[v].name) == lower(name)) return v;
    return std::nullopt;
}

/// What the sheet's column, or the row of a variable, says of every sample.
void tell_by_column(const ValueTable& table, const std::string& name, Dilution& dilution) {
    const std::optional<std::size_t> column = covariate_of(table.study, name);
    std::string known;
    for (const std::string& there : table.study.covariates) known += (known.empty() ? "" : ", ") + there;
    require(column.has_value(), "the sample sheet has no column " + name +
                                    " to normalise by; its further columns are: " + (known.empty() ? "none" : known));
    dilution.column = table.study.covariates[*column];
    dilution.source = "column " + dilution.column;
    for (std::size_t i = 0; i < table.samples(); ++i) {
        SampleDilution& one = dilution.samples[i];
        const Sample& sample = table.study.samples[i];
        if (!is_specimen(sample)) continue;
        const std::string& cell = sample.covariates.size() > *column ? sample.covariates[*column] : std::string();
        if (const std::optional<double> told = number_of(cell))
            one.told = *told;
        else
            one.reason = cell.empty() || cell == "NA" ? "column " + name + " is empty"
                                                      : "column " + name + " says " + cell + ", which is no number";
    }
}

void tell_by_variable(const ValueTable& table, std::size_t variable, Dilution& dilution) {
    dilution.variable = variable;
    dilution.source = "variable " + table.variables[variable].id;
    for (std::size_t i = 0; i < table.samples(); ++i) {
        SampleDilution& one = dilution.samples[i];
        if (!is_specimen(table.study.samples[i])) continue;
        const CellKind kind = table.row_kinds(variable)[i];
        if (has_measurement(kind))
            one.told = table.row(variable)[i];
        else
            one.reason = table.variables[variable].id + " is " + std::string(cell_kind_name(kind));
    }
}

/// Every told number to a factor, or the reason why it gives none.
template <class Factor>
void make_factors(Dilution& dilution, const std::string& demand, const Factor& factor) {
    for (SampleDilution& one : dilution.samples) {
        if (std::isnan(one.told)) continue;
        one.factor = factor(one.told);
        if (std::isfinite(one.factor) && one.factor > 0.0) continue;
        one.reason = number_text(one.told) + " is " + demand;
        one.factor = no_value;
    }
}

/// Numbers over their median.
void by_median(Dilution& dilution) {
    std::vector<double> usable;
    for (const SampleDilution& one : dilution.samples)
        if (one.told > 0.0) usable.push_back(one.told);
    const double middle = median(usable);
    make_factors(dilution, "not above 0", [&](double told) { return middle / told; });
}

/// Creatinine in mmol/L where its unit is told, else over its median.
void by_creatinine(const ValueTable& table, const DilutionRequest& request, Dilution& dilution) {
    const std::string name = column_name(request);
    std::string unit = request.unit;
    const std::optional<std::size_t> variable = variable_of(table, name);
    if (covariate_of(table.study, name) || !variable) {
        tell_by_column(table, name, dilution);
    } else {
        tell_by_variable(table, *variable, dilution);
        if (unit.empty()) unit = table.variables[*variable].unit;
    }
    if (unit.empty()) {
        dilution.notes.push_back({"creatinine-unit", dilution.source,
                                  "no unit of creatinine is told: values are divided by creatinine over its median and "
                                  "keep their unit; with --unit mmol/L they become mmol/mol creatinine"});
        return by_median(dilution);
    }
    const Unit from = parse_unit(unit), to = parse_unit("mmol/L");
    dilution.source += " in " + from.name;
    dilution.per_creatinine = true;
    make_factors(dilution, "not above 0", [&](double told) { return 1.0 / convert(told, from, to, creatinine_g_mol); });
}

void by_dry_matter(const ValueTable& table, const DilutionRequest& request, Dilution& dilution) {
    require(request.unit.empty() || request.unit == "1" || request.unit == "%",
            "water content is told as a share (1) or in %, not in " + request.unit);
    tell_by_column(table, column_name(request), dilution);
    const double whole = request.unit == "%" ? 100.0 : 1.0;
    make_factors(dilution,
                 "no water content from 0 to below " + number_text(whole) + (whole > 1.0 ? " %" : " (told in %?)"),
                 [&](double told) { return told < 0.0 ? no_value : 1.0 / (1.0 - told / whole); });
}

/// Values of a sample, NaN where there is none.
std::vector<double> profile_of(const ValueTable& table, std::size_t sample) {
    std::vector<double> profile;
    for (std::size_t v = 0; v < table.variables.size(); ++v)
        profile.push_back(has_measurement(table.row_kinds(v)[sample]) ? table.row(v)[sample] : no_value);
    return profile;
}

void by_quotient(const ValueTable& table, Dilution& dilution) {
    const auto all = [&](SampleType type) {
        return std::count_if(table.study.samples.begin(), table.study.samples.end(),
                             [&](const Sample& sample) { return sample.type == type; });
    };
    const SampleType of = all(SampleType::qc) > 0 ? SampleType::qc : SampleType::sample;
    dilution.source =
        "quotients to the medians of " + std::to_string(all(of)) + (of == SampleType::qc ? " QCs" : " samples");
    if (of == SampleType::sample)
        dilution.notes.push_back({"no-qc", "", "there is no QC: quotients are to the medians of the samples"});
    std::vector<double> reference;
    for (std::size_t v = 0; v < table.variables.size(); ++v) {
        std::vector<double> values;
        for (std::size_t i = 0; i < table.samples(); ++i)
            if (table.study.samples[i].type == of && has_measurement(table.row_kinds(v)[i]))
                values.push_back(table.row(v)[i]);
        reference.push_back(median(values));
    }
    for (std::size_t i = 0; i < table.samples(); ++i) {
        if (!is_specimen(table.study.samples[i])) continue;
        dilution.samples[i].told = quotient(profile_of(table, i), reference);
        if (std::isnan(dilution.samples[i].told))
            dilution.samples[i].reason = "no variable has a value here and in QCs";
    }
    make_factors(dilution, "no quotient above 0", [](double told) { return 1.0 / told; });
}

void by_sum(const ValueTable& table, Dilution& dilution) {
    for (const Variable& variable : table.variables)
        require(variable.unit == table.variables.front().unit,
                "a sum over variables of unlike units (" + table.variables.front().unit + " of " +
                    table.variables.front().id + ", " + variable.unit + " of " + variable.id + ") means nothing");
    dilution.source = "sum of " + std::to_string(table.variables.size()) + " variables";
    for (std::size_t i = 0; i < table.samples(); ++i) {
        if (!is_specimen(table.study.samples[i])) continue;
        double sum = 0.0;
        bool any = false;
        for (const double value : profile_of(table, i)) {
            any = any || !std::isnan(value);
            sum += std::isnan(value) ? 0.0 : value;
        }
        if (any)
            dilution.samples[i].told = sum;
        else
            dilution.samples[i].reason = "no variable has a value";
    }
    by_median(dilution);
}

void find_factors(const ValueTable& table, const DilutionRequest& request, Dilution& dilution) {
    switch (request.by) {
        case DilutionBy::none:
            return;
        case DilutionBy::creatinine:
            return by_creatinine(table, request, dilution);
        case DilutionBy::specific_gravity:
            tell_by_column(table, column_name(request), dilution);
            return make_factors(dilution, "no specific gravity above 1",
                                [&](double told) { return (request.sg_reference - 1.0) / (told - 1.0); });
        case DilutionBy::osmolality:
        case DilutionBy::column:
            tell_by_column(table, column_name(request), dilution);
            return by_median(dilution);
        case DilutionBy::pqn:
            return by_quotient(table, dilution);
        case DilutionBy::sum:
            return by_sum(table, dilution);
        case DilutionBy::dry_matter:
            return by_dry_matter(table, request, dilution);
    }
}

/// Those without a factor, by name.
void say_without(const Study& study, Dilution& dilution) {
    std::size_t usable = 0;
    for (std::size_t i = 0; i < dilution.samples.size(); ++i) {
        const SampleDilution& one = dilution.samples[i];
        usable += !std::isnan(one.factor);
        if (std::isnan(one.factor) && is_specimen(study.samples[i]))
            dilution.notes.push_back({"no-factor", study.samples[i].sample_id,
                                      one.reason + ": the sample cannot be normalised, its cells are not_measured"});
    }
    require(usable > 0, "no sample has a usable value in " + dilution.source);
}

/// A variable's unit once it was normalised, and what its values are multiplied by to be in it before they are divided.
struct UnitAfter {
    std::string unit;
    double factor = 1.0;
};

UnitAfter unit_after(const std::string& unit, const Dilution& dilution) {
    if (dilution.by == DilutionBy::dry_matter) return {unit.empty() ? "per dry matter" : unit + " dry matter"};
    if (!dilution.per_creatinine) return {unit};
    if (unit.empty()) return {"per mmol/L creatinine"};
    try {
        const Unit known = parse_unit(unit);
        if (known.kind == UnitKind::amount_per_volume) return {"mmol/mol creatinine", known.factor};
    } catch (const ParameterError&) {
        // A unit of the user's own stays as it is told.
    }
    return {unit + " per mmol/L creatinine"};
}

}  // namespace

double quotient(std::span<const double> values, std::span<const double> reference) {
    std::vector<double> quotients;
    for (std::size_t v = 0; v < values.size(); ++v)
        if (const double q = values[v] / reference[v]; std::isfinite(q)) quotients.push_back(q);
    return median(std::move(quotients));
}

Dilution find_dilution(const ValueTable& table, const DilutionRequest& request) {
    Dilution dilution;
    dilution.by = request.by;
    dilution.samples.resize(table.samples());
    if (request.by == DilutionBy::none) return dilution;
    require(table.scale == ValueScale::linear, "dilution divides values, so they must be linear; these are on a " +
                                                   std::string(value_scale_name(table.scale)) + " scale");
    find_factors(table, request, dilution);
    for (std::size_t i = 0; i < table.samples(); ++i)
        if (!is_specimen(table.study.samples[i])) dilution.samples[i].reason = "no specimen";
    say_without(table.study, dilution);
    dilution.links = dilution_links(table.study, dilution);
    for (const DilutionLink& link : dilution.links)
        if (link.notable)
            dilution.notes.push_back(
                {"factor-with-design", link.with,
                 "the dilution factor goes with " + link.with + (link.classes ? " (eta^2 " : " (r ") +
                     number_text(std::round(link.strength * 100.0) / 100.0) + ", " + std::to_string(link.samples) +
                     " samples): what is normalised by it can show that instead of a difference of metabolism"});
    return dilution;
}

ValueTable apply_dilution(ValueTable table, const Dilution& dilution) {
    if (dilution.by == DilutionBy::none) return table;
    for (std::size_t v = 0; v < table.variables.size(); ++v) {
        if (dilution.variable == v) continue;
        const UnitAfter after = unit_after(table.variables[v].unit, dilution);
        table.variables[v].unit = after.unit;
        for (std::size_t i = 0; i < table.samples(); ++i) {
            if (!is_specimen(table.study.samples[i])) continue;
            const double factor = dilution.samples[i].factor * after.factor;
            table.row(v)[i] *= factor;
            table.row_limits(v)[i] *= factor;
            if (std::isnan(factor) && table.row_kinds(v)[i] != CellKind::failed)
                table.row_kinds(v)[i] = CellKind::not_measured;
        }
    }
    return table;
}

}  // namespace gassan
