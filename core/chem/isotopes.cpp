#include "core/chem/isotopes.hpp"

#include "core/base/error.hpp"
#include "core/chem/elements.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// Lines closer than this are the same combination of isotopes summed in another order.
constexpr double same_line_da = 1e-7;

/// Neighbours within width_da of the growing centroid become one line; the pattern must be sorted by mass. Lines of
/// another nucleon number lie about 1 Da away: no width asked for reaches them.
std::vector<IsotopeLine> merge_lines(const std::vector<IsotopeLine>& lines, double width_da) {
    std::vector<IsotopeLine> merged;
    for (const auto& line : lines) {
        if (merged.empty() || line.mass_da - merged.back().mass_da >= width_da) {
            merged.push_back(line);
            continue;
        }
        IsotopeLine& last = merged.back();
        const double sum = last.abundance + line.abundance;
        if (sum > 0.0) last.mass_da += (line.mass_da - last.mass_da) * (line.abundance / sum);
        last.abundance = sum;
    }
    return merged;
}

std::vector<IsotopeLine> convolve(const std::vector<IsotopeLine>& a, const std::vector<IsotopeLine>& b,
                                  double min_abundance) {
    std::vector<IsotopeLine> product;
    product.reserve(a.size() * b.size());
    for (const auto& x : a)
        for (const auto& y : b)
            if (x.abundance * y.abundance >= min_abundance)
                product.push_back({x.mass_da + y.mass_da, x.abundance * y.abundance, x.shift + y.shift});
    std::sort(product.begin(), product.end(),
              [](const IsotopeLine& x, const IsotopeLine& y) { return x.mass_da < y.mass_da; });
    return merge_lines(product, same_line_da);
}

/// The distribution of count atoms, by repeated squaring.
std::vector<IsotopeLine> atoms_pattern(const Element& element, int count, double min_abundance) {
    std::vector<IsotopeLine> power, result{{0.0, 1.0, 0}};
    for (const auto& isotope : element.isotopes)
        power.push_back(
            {isotope.mass_da, isotope.abundance, isotope.mass_number - element.isotopes[element.main].mass_number});
    for (; count > 0; count /= 2) {
        if (count % 2 == 1) result = convolve(result, power, min_abundance);
        if (count > 1) power = convolve(power, power, min_abundance);
    }
    return result;
}

}  // namespace

std::vector<IsotopeLine> isotope_pattern(const Formula& formula, double merge_da, double min_abundance) {
    // Dropped on the way only far below the limit, so that merging still sums what it should.
    const double negligible = min_abundance * 1e-5;
    std::vector<IsotopeLine> lines{{0.0, 1.0, 0}};
    for (const auto& term : formula) {
        require(term.count > 0, "an isotope pattern needs a molecule, not a difference of formulas");
        lines =
            convolve(lines, atoms_pattern(elements()[std::size_t(term.element)], term.count, negligible), negligible);
    }
    lines = merge_lines(lines, merge_da);
    std::erase_if(lines, [&](const IsotopeLine& line) { return line.abundance < min_abundance; });
    return lines;
}

}  // namespace gassan
