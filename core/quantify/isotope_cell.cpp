#include "core/quantify/isotope_cell.hpp"

#include "core/chem/isotopes.hpp"

#include <cmath>

namespace gassan {

double isotope_ratio(const Formula& formula, int shift) {
    double main = 0.0, shifted = 0.0;
    for (const IsotopeLine& line : isotope_pattern(formula, 0.005, 1e-12)) {
        if (line.shift == 0) main += line.abundance;
        if (line.shift == shift) shifted += line.abundance;
    }
    return shifted > 0.0 && main > 0.0 ? shifted / main : no_value;
}

std::optional<Cell> cell_by_isotope(const Cell& cell, const Cell& isotope, const Formula& formula, int shift) {
    const bool has_area = isotope.kind == CellKind::measured || isotope.kind == CellKind::filled;
    if (!has_area || !(isotope.area > 0.0) || has(isotope.flags, FeatureFlag::saturated)) return std::nullopt;
    const double ratio = isotope_ratio(formula, shift);
    if (!std::isfinite(ratio)) return std::nullopt;
    Cell told = isotope;
    told.area = isotope.area / ratio;
    told.area_se = isotope.area_se / ratio;
    told.height = isotope.height / ratio;
    told.mz = cell.mz;
    told.extrapolated = cell.extrapolated;
    return told;
}

}  // namespace gassan
