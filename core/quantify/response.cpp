#include "core/quantify/response.hpp"

#include "core/base/fields.hpp"
#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>

namespace gassan {
namespace {

constexpr double most_failures = 0.2;
constexpr double twice_the_best = 2.0, little_scatter = 0.1;
/// What comes within this share of a compound's mobility (or time) is suppressed with it; farther off, another ion's
/// bad luck is none of the compound's.
constexpr double near_share = 0.05;

/// An internal standard as a choice.
struct Candidate {
    std::size_t row = 0;
    double failures = 0.0;  ///< share of runs, blanks aside
    double scatter = 0.0;   ///< robust sd of ln area over its runs, blanks aside
    double distance = 0.0;  ///< to the compound: TU, or s
    bool by_mobility = false;
    bool near = false;
    bool steady = false;
};

double median_of(const CompoundRow& row, double Cell::*member) {
    std::vector<double> values;
    for (const Cell& cell : row.cells)
        if (why_no_area(cell).empty() && std::isfinite(cell.*member)) values.push_back(cell.*member);
    return median(values);
}

/// Where a row comes: as measured, else as told.
double place_of(const CompoundRow& row, double Cell::*member, double told) {
    const double measured = median_of(row, member);
    return std::isfinite(measured) ? measured : told;
}

void judge(Candidate& candidate, const Study& study, const CompoundRow& row, std::span<const StandardTrend> trends) {
    double runs = 0.0, failed = 0.0;
    std::vector<double> logs;
    for (const StandardTrend& trend : trends) {
        if (trend.row != candidate.row || study.samples[trend.sample].type == SampleType::blank) continue;
        runs += 1.0;
        failed += trend.failed ? 1.0 : 0.0;
        if (!trend.failed) logs.push_back(std::log(row.cells[trend.sample].area));
    }
    candidate.failures = runs > 0.0 ? failed / runs : 1.0;
    candidate.scatter = logs.empty() ? 0.0 : robust_sd(logs);
}

/// All of a polarity; judged once, placed anew for every compound.
std::vector<Candidate> candidates_of(Polarity polarity, const Study& study, std::span<const Compound> compounds,
                                     std::span<const CompoundRow> rows, std::span<const StandardTrend> trends) {
    std::vector<Candidate> all;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (rows[r].polarity != polarity || compounds[rows[r].compound].role != CompoundRole::internal_standard)
            continue;
        all.push_back({.row = r});
        judge(all.back(), study, rows[r], trends);
        if (all.back().failures <= most_failures) least = std::min(least, all.back().scatter);
    }
    for (Candidate& candidate : all)
        candidate.steady = candidate.failures <= most_failures &&
                           candidate.scatter <= std::max(twice_the_best * least, little_scatter);
    return all;
}

void place(std::vector<Candidate>& candidates, const CompoundRow& row, std::span<const Compound> compounds,
           std::span<const CompoundRow> rows) {
    const Compound& compound = compounds[row.compound];
    for (Candidate& candidate : candidates) {
        const CompoundRow& standard = rows[candidate.row];
        const Compound& told = compounds[standard.compound];
        const auto apart = [&](double Cell::*member, double Compound::*as_told) {
            const double own = place_of(row, member, compound.*as_told);
            return std::pair{std::abs(own - place_of(standard, member, told.*as_told)), near_share * std::abs(own)};
        };
        const auto by_mobility = apart(&Cell::mobility_tu, &Compound::mobility_tu);
        candidate.by_mobility = std::isfinite(by_mobility.first);
        const auto [distance, reach] = candidate.by_mobility ? by_mobility : apart(&Cell::mt_s, &Compound::mt_s);
        candidate.distance = std::isfinite(distance) ? distance : std::numeric_limits<double>::infinity();
        candidate.near = candidate.distance <= reach;
    }
}

/// Steady before unsteady, what comes with the compound before what does not; of those the nearest, of these the
/// steadiest; then in the order of the rows.
void rank(std::vector<Candidate>& candidates) {
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        if (a.steady != b.steady) return a.steady;
        if (a.near != b.near) return a.near;
        if (a.near && a.distance != b.distance) return a.distance < b.distance;
        return a.scatter < b.scatter;
    });
}

std::string rounded(double value) {
    return number_text(std::round(value * 100.0) / 100.0);
}

std::string why_chosen(const std::vector<Candidate>& candidates) {
    const Candidate& best = candidates.front();
    const std::string scatter = ", its area scatters by " + rounded(100.0 * best.scatter) + " %";
    if (candidates.size() == 1) return "the only one of this polarity" + scatter;
    const auto steady = std::count_if(candidates.begin(), candidates.end(), [](const auto& c) { return c.steady; });
    const std::string of = " of " + std::to_string(steady) + " steady ones";
    if (!std::isfinite(best.distance)) return "the steadiest, places not being known" + scatter;
    const std::string away = rounded(best.distance) + (best.by_mobility ? " TU" : " s") + " away";
    return best.near ? "the nearest" + of + ", " + away + scatter
                     : "the steadiest, none comes with the compound, " + away + scatter;
}

/// The user's choice goes first; returns the reason, or why it cannot.
std::string put_told_first(const std::string& told, Polarity polarity, std::span<const Compound> compounds,
                           std::span<const CompoundRow> rows, std::vector<std::size_t>& ranking) {
    const std::size_t row = row_of(told, polarity, compounds, rows);
    if (row == rows.size()) return "";
    std::erase(ranking, row);
    ranking.insert(ranking.begin(), row);
    return "told";
}

}  // namespace

std::size_t row_of(std::string_view compound_id, Polarity polarity, std::span<const Compound> compounds,
                   std::span<const CompoundRow> rows) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const CompoundRow& row) {
        return row.polarity == polarity && compounds[row.compound].compound_id == compound_id;
    });
    return std::size_t(found - rows.begin());
}

std::vector<StandardChoice> choose_standards(const Study& study, std::span<const Compound> compounds,
                                             std::span<const CompoundRow> rows, std::span<const StandardTrend> trends) {
    std::map<Polarity, std::vector<Candidate>> judged;
    for (const CompoundRow& row : rows)
        if (!judged.contains(row.polarity))
            judged[row.polarity] = candidates_of(row.polarity, study, compounds, rows, trends);

    std::vector<StandardChoice> choices;
    for (const CompoundRow& row : rows) {
        const Compound& compound = compounds[row.compound];
        StandardChoice choice;
        if (compound.role != CompoundRole::analyte) {
            choice.reason = "is no analyte";
            choices.push_back(std::move(choice));
            continue;
        }
        std::vector<Candidate> candidates = judged[row.polarity];
        place(candidates, row, compounds, rows);
        rank(candidates);
        for (const Candidate& candidate : candidates)
            if (candidate.failures <= most_failures) choice.ranking.push_back(candidate.row);
        choice.reason = !choice.ranking.empty() ? why_chosen(candidates)
                        : candidates.empty()    ? "no internal standard in this polarity: plain areas"
                                                : "every internal standard failed in more than a fifth of the runs: "
                                                  "plain areas";
        if (!compound.internal_standard.empty()) {
            const std::string told =
                put_told_first(compound.internal_standard, row.polarity, compounds, rows, choice.ranking);
            choice.reason = !told.empty()
                                ? told
                                : compound.internal_standard + ", as told, is not in this polarity; " + choice.reason;
        }
        choices.push_back(std::move(choice));
    }
    return choices;
}

std::string why_no_area(const Cell& cell) {
    switch (cell.kind) {
        case CellKind::measured:
        case CellKind::filled:
            return cell.area > 0.0 ? "" : "no area";
        case CellKind::below_limit:
            return "below the limit";
        case CellKind::not_measured:
            return "not measured";
        case CellKind::failed:
            return "run failed";
    }
    return {};
}

Response respond(const Cell& analyte, const Cell* standard) {
    Response response;
    response.why_not = why_no_area(analyte);
    if (!response.why_not.empty()) return response;
    response.value = analyte.area;
    response.se = analyte.area_se;
    if (!standard) return response;
    const auto relative = [](const Cell& cell) { return std::isfinite(cell.area_se) ? cell.area_se / cell.area : 0.0; };
    response.value = analyte.area / standard->area;
    response.se = response.value * std::hypot(relative(analyte), relative(*standard));
    return response;
}

}  // namespace gassan
