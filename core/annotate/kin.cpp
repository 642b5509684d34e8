#include "core/annotate/kin.hpp"

#include "core/annotate/expected_place.hpp"
#include "core/base/robust.hpp"
#include "core/chem/elements.hpp"
#include "core/chem/formula.hpp"
#include "core/chem/ion.hpp"
#include "core/group/study_ions.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <set>
#include <string>

namespace gassan {
namespace {

constexpr double kin_share = 0.1;  // of rows that show an ion of one kind beside their main ion
constexpr double kin_mz_sd_ppm = 3.0;
constexpr double apex_fwhm = 0.15;  // how well two ions of one compound come together, in widths
constexpr double least_apex_s = 0.5;
constexpr double near_fwhm = 2.0;  // beyond it rows have nothing to do with each other

/// m/z of a child is scale x (m/z of [M+H]+ or [M-H]-) + shift_da.
struct Kind {
    double scale = 1.0, shift_da = 0.0;
};

double mass_of(const Formula& change) {
    double mass = 0.0;
    for (const FormulaTerm& term : change) mass += double(term.count) * monoisotopic_mass_da({{term.element, 1}});
    return mass;
}

std::vector<Kind> kinds_of(Polarity polarity, std::span<const LibraryCompound> library) {
    constexpr double carbon_13_da = 1.0033548;
    const IonSpecies main = parse_ion(polarity == Polarity::negative ? "[M-H]-" : "[M+H]+");
    const double main_da = mass_of(main.change) - double(main.charge) * electron_mass_da;
    std::vector<Kind> kinds;
    for (const std::string_view name : ion_kinds(polarity)) {
        const IonSpecies ion = parse_ion(name);
        const double charge = std::abs(double(ion.charge)), scale = double(ion.molecules) / charge;
        kinds.push_back(
            {scale, (mass_of(ion.change) - double(ion.charge) * electron_mass_da) / charge - scale * main_da});
    }
    std::set<std::string> losses;
    for (const LibraryCompound& compound : library)
        for (const std::string& fragment : compound.fragments)
            if (fragment.starts_with('-') && fragment.find('-', 1) == std::string::npos)
                losses.insert(fragment.substr(1));
    for (const std::string& loss : losses) kinds.push_back({1.0, -monoisotopic_mass_da(parse_formula(loss))});
    for (int isotope = 1; isotope <= 4; ++isotope) kinds.push_back({1.0, isotope * carbon_13_da});
    return kinds;
}

/// How far two ions of one compound lie apart, sd, s.
double apex_sd_s(const ConsensusFeature& feature) {
    return std::max(least_apex_s, apex_fwhm * (std::isfinite(feature.fwhm_s) ? feature.fwhm_s : 0.0));
}

/// Two rows in the runs where both have a peak: amounts move apexes of one compound together, and an ion that only the
/// highest levels show must not be held against its parent's usual amount.
struct SideBySide {
    double apart_s = 0.0;  ///< of the apexes, median
    double ratio = 0.0;    ///< area of the child over that of the parent, median
};

std::optional<SideBySide> side_by_side(const FeatureTable& table, std::size_t parent, std::size_t child) {
    std::vector<double> apart, ratio;
    for (std::size_t run = 0; run < table.runs.size(); ++run) {
        const Cell &whole = table.cell(parent, run), &part = table.cell(child, run);
        if (part.kind != CellKind::measured || !has_area(whole) || !has_area(part)) continue;
        apart.push_back(std::abs(whole.mt_s - part.mt_s));
        ratio.push_back(part.area / whole.area);
    }
    if (apart.empty()) return {};
    return SideBySide{median(std::move(apart)), median(std::move(ratio))};
}

std::vector<std::size_t> rows_by_mz(const FeatureTable& table) {
    std::vector<std::size_t> rows(table.features.size());
    std::iota(rows.begin(), rows.end(), 0);
    std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
        return table.features[a].mz != table.features[b].mz ? table.features[a].mz < table.features[b].mz : a < b;
    });
    return rows;
}

std::size_t runs_with_peak(const FeatureTable& table, std::size_t feature) {
    std::size_t count = 0;
    for (std::size_t run = 0; run < table.runs.size(); ++run)
        count += table.cell(feature, run).kind == CellKind::measured;
    return count;
}

bool ever_together(const FeatureTable& table, std::size_t a, std::size_t b) {
    for (std::size_t run = 0; run < table.runs.size(); ++run)
        if (table.cell(a, run).kind == CellKind::measured && table.cell(b, run).kind == CellKind::measured) return true;
    return false;
}

std::size_t runs_with_both(const FeatureTable& table, std::size_t a, std::size_t b) {
    std::size_t count = 0;
    for (std::size_t run = 0; run < table.runs.size(); ++run)
        count += table.cell(a, run).kind == CellKind::measured && table.cell(b, run).kind == CellKind::measured ? 1 : 0;
    return count;
}

double gaussian(double value, double sd) {
    return std::exp(-0.5 * value * value / (sd * sd)) / (sd * std::sqrt(2.0 * std::numbers::pi));
}

/// In at most half as many runs as the whole, and at most in half of these beside it: where an isomer would be.
bool may_be_piece(const FeatureTable& table, std::size_t piece, std::size_t whole) {
    const std::size_t runs = runs_with_peak(table, piece);
    return 2 * runs <= runs_with_peak(table, whole) && 2 * runs_with_both(table, whole, piece) <= runs;
}

/// Pieces of rows that are not parts for certain: the same m/z, some widths away.
void add_pieces(const FeatureTable& table, std::span<const std::size_t> rows, KinDensity& density) {
    constexpr double piece_share = 0.5, piece_fwhm = 2.0, piece_reach = 3.0;
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = i + 1; j < rows.size(); ++j) {
            std::size_t whole = rows[i], piece = rows[j];
            const double apart_ppm = (table.features[piece].mz / table.features[whole].mz - 1.0) * 1e6;
            if (apart_ppm > 4.0 * kin_mz_sd_ppm) break;
            if (runs_with_peak(table, piece) > runs_with_peak(table, whole)) std::swap(whole, piece);
            const ConsensusFeature &big = table.features[whole], &small = table.features[piece];
            const double sd_s = piece_fwhm * std::max(small.fwhm_s, big.fwhm_s),
                         apart_s = std::abs(small.mt_s - big.mt_s);
            const double slope = std::abs(table.frame.clock.slope(big.mt_s));
            if (!(apart_s < piece_reach * sd_s) || !(slope > 0.0) || !may_be_piece(table, piece, whole)) continue;
            const double by_mz = piece_share * gaussian(apart_ppm, kin_mz_sd_ppm);
            density.mz[piece] += by_mz;
            density.mz_place[piece] += by_mz * gaussian(apart_s, sd_s) / slope;
        }
}

}  // namespace

bool has_area(const Cell& cell) {
    return (cell.kind == CellKind::measured || cell.kind == CellKind::filled) && cell.area > 0.0;
}

bool is_ion_of_another(const ConsensusFeature& feature) {
    return feature.ion.find(" of ") != std::string::npos;
}

std::vector<std::optional<std::size_t>> parts_of_rows(const FeatureTable& table) {
    constexpr double same_ppm = 8.0;
    const auto rows = rows_by_mz(table);
    std::vector<std::size_t> peaks;
    for (std::size_t row = 0; row < table.features.size(); ++row) peaks.push_back(runs_with_peak(table, row));
    // The rows with most runs choose first, so that parts of parts go where the parts go.
    std::vector<std::size_t> wholes(rows);
    std::stable_sort(wholes.begin(), wholes.end(), [&](std::size_t a, std::size_t b) { return peaks[a] > peaks[b]; });
    std::vector<std::optional<std::size_t>> part_of(table.features.size());
    std::vector<std::size_t> place_in(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) place_in[rows[i]] = i;
    for (const std::size_t whole : wholes) {
        const ConsensusFeature& big = table.features[whole];
        if (part_of[whole] || is_ion_of_another(big)) continue;
        std::vector<std::size_t> members{whole};
        const auto offer = [&](std::size_t row) {
            const ConsensusFeature& small = table.features[row];
            const double width_s = std::max(small.fwhm_s, big.fwhm_s);
            if (row == whole || part_of[row] || is_ion_of_another(small) || peaks[row] > peaks[whole] ||
                !(std::abs(small.mt_s - big.mt_s) < near_fwhm * width_s) ||
                std::any_of(members.begin(), members.end(),
                            [&](std::size_t m) { return ever_together(table, m, row); }))
                return;
            part_of[row] = whole;
            members.push_back(row);
        };
        std::size_t low = place_in[whole], high = low;
        while (low > 0 && table.features[rows[low - 1]].mz > big.mz * (1.0 - 1e-6 * same_ppm)) --low;
        while (high + 1 < rows.size() && table.features[rows[high + 1]].mz < big.mz * (1.0 + 1e-6 * same_ppm)) ++high;
        for (std::size_t i = low; i <= high; ++i) offer(rows[i]);
    }
    // Of two rows of as many runs the first is the whole; a part's own parts would have been wholes.
    return part_of;
}

const Cell& cell_with_parts(const FeatureTable& table, std::size_t row, std::span<const std::size_t> parts,
                            std::size_t run) {
    const Cell& whole = table.cell(row, run);
    if (whole.kind == CellKind::measured || has(whole.flags, FeatureFlag::curated)) return whole;
    for (const std::size_t part : parts)
        if (const Cell& other = table.cell(part, run); other.kind == CellKind::measured) return other;
    return whole;
}

FeatureTable with_parts(FeatureTable table, std::span<const std::optional<std::size_t>> part_of) {
    std::vector<std::vector<std::size_t>> parts(table.features.size());
    for (std::size_t row = 0; row < part_of.size(); ++row)
        if (part_of[row]) parts[*part_of[row]].push_back(row);
    for (std::size_t row = 0; row < parts.size(); ++row)
        for (std::size_t run = 0; !parts[row].empty() && run < table.runs.size(); ++run)
            table.cell(row, run) = Cell(cell_with_parts(table, row, parts[row], run));
    return table;
}

KinDensity kin_density(const FeatureTable& table, std::span<const LibraryCompound> library) {
    const auto rows = rows_by_mz(table);
    const auto kinds = kinds_of(table.frame.polarity, library);
    KinDensity density{std::vector<double>(rows.size(), 0.0), std::vector<double>(rows.size(), 0.0)};
    for (std::size_t parent = 0; parent < table.features.size(); ++parent) {
        const ConsensusFeature& whole = table.features[parent];
        const double sd_s = apex_sd_s(whole), slope = std::abs(table.frame.clock.slope(whole.mt_s));
        for (const Kind& kind : kinds) {
            const double mz = kind.scale * whole.mz + kind.shift_da;
            const double reach = 4.0e-6 * kin_mz_sd_ppm * mz;
            if (!(mz > reach) || !(slope > 0.0)) continue;
            auto at = std::lower_bound(rows.begin(), rows.end(), mz - reach,
                                       [&](std::size_t row, double low) { return table.features[row].mz < low; });
            for (; at != rows.end() && table.features[*at].mz <= mz + reach; ++at) {
                const ConsensusFeature& part = table.features[*at];
                if (*at == parent || std::abs(part.mt_s - whole.mt_s) > near_fwhm * std::max(part.fwhm_s, whole.fwhm_s))
                    continue;
                const auto both = side_by_side(table, parent, *at);
                if (!both || both->ratio >= 1.0 || both->apart_s > 4.0 * sd_s) continue;
                const double by_mz = kin_share * gaussian((table.features[*at].mz / mz - 1.0) * 1e6, kin_mz_sd_ppm);
                density.mz[*at] += by_mz;
                density.mz_place[*at] += by_mz * gaussian(both->apart_s, sd_s) / slope;
            }
        }
    }
    add_pieces(table, rows, density);
    return density;
}

}  // namespace gassan
