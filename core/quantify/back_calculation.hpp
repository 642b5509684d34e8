#pragma once

/// \file
/// From the vial to the original sample.

#include "core/chem/units.hpp"
#include "core/model/quantity.hpp"
#include "core/quantify/quantify_params.hpp"

#include <span>
#include <string>

namespace gassan {

/// The concentration in the original sample is that in the vial times factor, in unit.
struct BackFactor {
    double factor = 1.0;
    std::string unit;
    std::string flag;  ///< "no_amount": others were back-calculated by what was taken of them, this one cannot be
};

/// \verbatim
/// volume:  c(vial) V(reconstitution) / (V(sample) recovered) dilution     same unit as in the vial
/// mass:    c(vial) V(reconstitution) / (mass recovered) dilution          nmol/g
/// cells:   c(vial) V(reconstitution) / (cells recovered) dilution         nmol/10^6 cells
/// \endverbatim
/// Without params.reconstitution_ul only the dilution counts. Standards and blanks stay as they are in the vial.
/// \throws ParameterError where the unit of an amount is neither volume, mass nor number of cells, or a molar mass is
/// missing to make an amount of a mass.
[[nodiscard]] BackFactor back_factor(const Sample& sample, const Unit& in_vial, double molar_mass_g_mol,
                                     const QuantifyParams& params);

/// Multiplies value, error, interval and limits.
void scale(Concentration& concentration, double factor, const std::string& unit);

/// a / b with its standard error and 95 % interval from those of both (Fieller 1954 for the errors' first order; the
/// interval by the method of variance estimates recovery, Donner and Zou 2012, Stat. Methods Med. Res. 21:347). Limits
/// and flags are a's, limits over b's value.
[[nodiscard]] Concentration over(const Concentration& a, const Concentration& b);

/// Refers concentrations of samples and QCs to creatinine, or to dry matter:
/// - creatinine, umol/mmol: by the column creatinine_mmol_l of the sample sheet, else by the compound of that name as
///   measured in the same specimen; itself it stays a concentration;
/// - dry matter, nmol/g dry matter: amounts per mass over the column dry_matter_percent.
/// What cannot be referred loses its value and is flagged "no_creatinine" or "no_dry_matter".
/// \throws ParameterError where the sheet or the table lacks what is asked for altogether.
void refer(const Study& study, std::span<const Compound> compounds, const QuantifyParams& params,
           Quantities& quantities);

}  // namespace gassan
