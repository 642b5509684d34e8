#include "core/chem/charge_state.hpp"

#include "core/base/error.hpp"
#include "core/base/table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace gassan {
namespace {

/// Exponent of the charge in a limiting mobility: least squares through the library, cations and anions alike.
constexpr double charge_exponent = 0.91;

[[noreturn]] void refuse(std::string_view text, const char* cause) {
    throw Error("'" + std::string(text) + "' " + cause);
}

/// "+2", "0", "-1".
int charge_of(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    const double value = to_number(text);
    if (value != std::round(value) || std::abs(value) > 50.0) refuse(text, "is no charge");
    return int(value);
}

struct Halves {
    std::string_view before, after;
};

Halves halves(std::string_view text, char separator) {
    const auto place = text.find(separator);
    if (place == std::string_view::npos) refuse(text, (std::string("has no '") + separator + "'").c_str());
    return {text.substr(0, place), text.substr(place + 1)};
}

/// pKa in terms of the pH, which is an activity, and of the concentrations of the other two.
double apparent_pka(const AcidStep& step, double ionic_strength_mm) {
    return step.pka + log_activity(step.to, ionic_strength_mm) - log_activity(step.from, ionic_strength_mm);
}

void check(double mass_da, const Electrolyte& electrolyte) {
    const auto within = [](double value, double low, double high) { return value >= low && value <= high; };
    require(within(electrolyte.ph, -2.0, 16.0), "pH = " + std::to_string(electrolyte.ph) + ", must be in [-2, 16]");
    require(within(electrolyte.ionic_strength_mm, 0.0, 1000.0),
            "ionic strength = " + std::to_string(electrolyte.ionic_strength_mm) + " mM, must be in [0, 1000]");
    require(within(mass_da, 1.0, 1e6), "mass = " + std::to_string(mass_da) + " Da, must be in [1, 1e6]");
}

}  // namespace

std::vector<AcidStep> parse_acid_steps(std::string_view text) {
    std::vector<AcidStep> steps;
    for (const auto part : split(text, ';')) {
        const auto [pka, charges] = halves(part, ':');
        const auto [from, to] = halves(charges, '>');
        const AcidStep step{to_number(pka), charge_of(from), charge_of(to)};
        if (step.to != step.from - 1) refuse(text, "has a step that does not lose one proton");
        if (!steps.empty() && (steps.back().to != step.from || steps.back().pka > step.pka))
            refuse(text, "has steps that do not follow each other with rising pKa");
        steps.push_back(step);
    }
    return steps;
}

std::vector<LimitingMobility> parse_limiting_mobilities(std::string_view text) {
    std::vector<LimitingMobility> mobilities;
    for (const auto part : split(text, ';')) {
        const auto [charge, value] = halves(part, ':');
        mobilities.push_back({charge_of(charge), to_number(value)});
        if (mobilities.back().charge == 0 || mobilities.back().mobility_tu <= 0.0)
            refuse(text, "has a mobility of no charge, or none above 0");
    }
    return mobilities;
}

double log_activity(int charge, double ionic_strength_mm) {
    constexpr double water_25 = 0.509;  // Debye-Hueckel, molar
    const double molar = ionic_strength_mm / 1000.0, root = std::sqrt(molar);
    return -water_25 * charge * charge * (root / (1.0 + root) - 0.3 * molar);
}

std::vector<ChargeShare> charge_shares(const AcidBase& compound, const Electrolyte& electrolyte) {
    if (compound.steps.empty()) return {{compound.fixed_charge, 1.0}};
    std::vector<ChargeShare> states{{compound.steps.front().from, 0.0}};
    for (const AcidStep& step : compound.steps)
        states.push_back(
            {step.to, states.back().share + electrolyte.ph - apparent_pka(step, electrolyte.ionic_strength_mm)});
    // So far logarithms of how many there are; the most frequent is set to 1, so that nothing overflows.
    const double most =
        std::max_element(states.begin(), states.end(), [](auto& a, auto& b) { return a.share < b.share; })->share;
    double sum = 0.0;
    for (ChargeShare& state : states) sum += state.share = std::pow(10.0, state.share - most);
    for (ChargeShare& state : states) state.share /= sum;
    return states;
}

double estimated_limiting_tu(int charge, double mass_da) {
    if (charge == 0) return 0.0;
    const double hundreds = mass_da / 100.0;
    const double of_one = charge > 0 ? 34.7 * std::pow(hundreds, -0.43) : 34.3 * std::pow(hundreds, -0.39);
    return of_one * std::pow(std::abs(charge), charge_exponent);
}

std::optional<double> told_limiting_tu(std::span<const LimitingMobility> told, int charge) {
    if (charge == 0) return 0.0;
    const LimitingMobility* nearest = nullptr;
    const auto distance = [&](const LimitingMobility& one) {
        const bool other_sign = (one.charge > 0) != (charge > 0);
        return 2 * std::abs(std::abs(one.charge) - std::abs(charge)) + int(other_sign);
    };
    for (const LimitingMobility& one : told)
        if (!nearest || distance(one) < distance(*nearest)) nearest = &one;
    if (!nearest) return std::nullopt;
    return nearest->mobility_tu * std::pow(std::abs(double(charge) / nearest->charge), charge_exponent);
}

double actual_mobility_tu(double limiting_tu, int charge, const Electrolyte& electrolyte) {
    const double root = std::sqrt(electrolyte.ionic_strength_mm / 1000.0), z = std::abs(charge);
    if (charge == 0 || root == 0.0) return limiting_tu;
    const double counter_tu = charge > 0 ? electrolyte.counter_anion_tu : electrolyte.counter_cation_tu;
    // Onsager 1927, water at 25 degrees C: 0.7817 and 30.32 S cm2/mol (31.42 TU) per square root of mol/l.
    const double q = z / (z + 1.0) * (limiting_tu + counter_tu) / (z * counter_tu + limiting_tu);
    const double relaxation = 0.7817 * z * q / (1.0 + std::sqrt(q)) * limiting_tu;
    const double electrophoretic = 31.42 * z;
    // 1.5: ions that come no closer than 0.46 nm, as Robinson and Stokes take it.
    return std::max(0.0, limiting_tu - (relaxation + electrophoretic) * root / (1.0 + 1.5 * root));
}

EffectiveMobility effective_mobility(const AcidBase& compound, double mass_da, const Electrolyte& electrolyte) {
    check(mass_da, electrolyte);
    EffectiveMobility result;
    for (const auto& [charge, share] : charge_shares(compound, electrolyte)) {
        if (charge == 0) continue;
        const auto told = told_limiting_tu(compound.mobilities, charge);
        const bool exact = std::any_of(compound.mobilities.begin(), compound.mobilities.end(),
                                       [&](const auto& one) { return one.charge == charge; });
        const double limiting_tu = told.value_or(estimated_limiting_tu(charge, mass_da));
        result.mobility_tu += share * (charge > 0 ? 1.0 : -1.0) * actual_mobility_tu(limiting_tu, charge, electrolyte);
        result.charge += share * charge;
        result.estimated = result.estimated || (!exact && share > 0.01);
    }
    return result;
}

}  // namespace gassan
