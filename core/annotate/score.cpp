#include "core/annotate/score.hpp"

#include "core/base/robust.hpp"
#include "core/chem/formula.hpp"
#include "core/chem/isotopes.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <numeric>
#include <unordered_map>

namespace gassan {
namespace {

constexpr int learning_rounds = 12;
constexpr double least_mz_sd_ppm = 0.5;

double log_normal_density(double value, double sd) {
    return -0.5 * value * value / (sd * sd) - std::log(sd) - 0.5 * std::log(2.0 * std::numbers::pi);
}

/// Median over the runs that show both and do not saturate.
double usual_ratio(const FeatureTable& table, std::size_t child, std::size_t parent) {
    std::vector<double> ratios;
    for (std::size_t run = 0; run < table.runs.size(); ++run) {
        const Cell &low = table.cell(parent, run), &high = table.cell(child, run);
        if (has_area(low) && has_area(high) && !has(low.flags, FeatureFlag::saturated))
            ratios.push_back(high.area / low.area);
    }
    return ratios.empty() ? no_value : median(std::move(ratios));
}

std::vector<std::array<double, 2>> isotope_ratios(const FeatureTable& table) {
    std::unordered_map<std::string_view, std::size_t> by_id;
    for (std::size_t row = 0; row < table.features.size(); ++row) by_id[table.features[row].feature_id] = row;
    std::vector<std::array<double, 2>> ratios(table.features.size(), {no_value, no_value});
    for (std::size_t row = 0; row < table.features.size(); ++row) {
        const std::string_view ion = table.features[row].ion;
        if (!ion.starts_with("M+1 of ") && !ion.starts_with("M+2 of ")) continue;
        if (const auto parent = by_id.find(ion.substr(7)); parent != by_id.end())
            ratios[parent->second][ion[2] == '1' ? 0 : 1] = usual_ratio(table, row, parent->second);
    }
    return ratios;
}

/// M+1 and M+2 over M+0 of natural atoms.
std::array<double, 2> expected_ratios(const std::string& formula) {
    std::array<double, 3> shares{};
    for (const IsotopeLine& line : isotope_pattern(parse_formula(formula)))
        if (line.shift >= 0 && line.shift <= 2) shares[std::size_t(line.shift)] += line.abundance;
    return {shares[1] / shares[0], shares[2] / shares[0]};
}

/// What an isotope's ratio says: a compound's own within 15 % (area and noise), against that of any organic ion of this
/// m/z (45 % carbon by mass; M+2 hangs on sulfur, and may be anything).
void weigh_isotopes(const std::array<double, 2>& seen, const std::array<double, 2>& expected, double mz,
                    Evidence& evidence) {
    constexpr double own_sd = 0.15, least = -3.0, most = 1.5;
    const double carbons = 0.45 * mz / 12.0;
    const std::array<double, 2> usual{0.0108 * carbons, 0.02 + 0.5 * 0.0108 * 0.0108 * carbons * carbons};
    const std::array<double, 2> usual_sd{0.4, 0.8};
    double squares = 0.0;
    int looked_at = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        if (!(seen[i] > 0.0) || !(expected[i] > 0.0)) continue;
        const double off = std::log(seen[i] / expected[i]);
        squares += off * off / (own_sd * own_sd);
        evidence.log_isotope +=
            std::clamp(log_normal_density(off, own_sd) - log_normal_density(std::log(seen[i] / usual[i]), usual_sd[i]),
                       least, most);
        ++looked_at;
    }
    if (looked_at > 0) evidence.isotope_score = std::exp(-0.5 * squares / looked_at);
}

/// Features that are none of the compounds, by kernels (Epanechnikov) over ln(m/z) and place; the feature itself is
/// left out, and a tenth of the mean density is everywhere.
void learn_densities(const FeatureTable& table, const FeatureFacts& facts, const std::vector<double>& none,
                     Learnt& learnt) {
    constexpr double width_ln_mz = 0.25, everywhere = 0.1, ppm = 1e-6;
    std::vector<std::size_t> rows;
    std::vector<double> places;
    for (std::size_t row = 0; row < table.features.size(); ++row)
        if (facts.free[row]) {
            rows.push_back(row);
            places.push_back(centre_place(table.features[row]));
        }
    learnt.density_mz.assign(table.features.size(), 1.0);
    learnt.density_mz_place.assign(table.features.size(), 1.0);
    if (rows.size() < 2) return;
    std::sort(rows.begin(), rows.end(),
              [&](std::size_t a, std::size_t b) { return table.features[a].mz < table.features[b].mz; });
    const double low = quantile(places, 0.02), high = quantile(places, 0.98);
    const double range_place = std::max(high - low, 1e-12), width_place = 0.2 * range_place;
    learnt.place_range = range_place;
    const double range_mz = std::log(table.features[rows.back()].mz / table.features[rows.front()].mz) + width_ln_mz;
    double all = 1.0;
    for (const std::size_t row : rows) all += none[row];
    const auto kernel = [](double x) { return std::abs(x) < 1.0 ? 0.75 * (1.0 - x * x) : 0.0; };
    for (std::size_t i = 0, begin = 0; i < rows.size(); ++i) {
        const ConsensusFeature& here = table.features[rows[i]];
        while (std::log(here.mz / table.features[rows[begin]].mz) > width_ln_mz) ++begin;
        double by_mz = 0.0, by_both = 0.0;
        for (std::size_t j = begin; j < rows.size(); ++j) {
            const ConsensusFeature& there = table.features[rows[j]];
            const double away = std::log(there.mz / here.mz) / width_ln_mz;
            if (away > 1.0) break;
            if (j == i) continue;
            const double weight = none[rows[j]] * kernel(away) / width_ln_mz;
            by_mz += weight;
            by_both += weight * kernel((centre_place(there) - centre_place(here)) / width_place) / width_place;
        }
        learnt.density_mz[rows[i]] = ppm * (by_mz + everywhere * all / range_mz);
        learnt.density_mz_place[rows[i]] = ppm * (by_both + everywhere * all / (range_mz * range_place));
    }
}

/// How the m/z of what was named lies: weighted mean and sd.
void learn_mz(std::span<const Evidence> evidence, std::span<const double> shares, Learnt& learnt) {
    constexpr double prior_weight = 5.0, prior_sd_ppm = 3.0, prior_offset_sd_ppm = 5.0;
    double n = 0.0, sum = 0.0;
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        n += shares[i];
        sum += shares[i] * evidence[i].mz_error_ppm;
    }
    const double pull = prior_sd_ppm * prior_sd_ppm / (prior_offset_sd_ppm * prior_offset_sd_ppm);
    learnt.mz_offset_ppm = sum / (n + pull);
    double squares = prior_weight * prior_sd_ppm * prior_sd_ppm;
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        const double off = evidence[i].mz_error_ppm - learnt.mz_offset_ppm;
        squares += shares[i] * off * off;
    }
    learnt.mz_sd_ppm = std::max(least_mz_sd_ppm, std::sqrt(squares / (n + prior_weight)));
}

/// The share of each class that the study shows; of those a run could show at all.
void learn_presence(std::span<const SoughtIon> sought, std::span<const Evidence> evidence,
                    std::span<const double> shares, Learnt& learnt) {
    constexpr std::array<double, sought_classes> prior{0.7, 0.2, 0.05, 0.02};
    constexpr double prior_weight = 4.0, most = 0.98;
    std::array<double, sought_classes> there{}, all{};
    for (const SoughtIon& ion : sought) ++all[std::size_t(ion.likely)];
    for (std::size_t i = 0; i < evidence.size(); ++i)
        there[std::size_t(sought[evidence[i].sought].likely)] += shares[i];
    for (std::size_t kind = 0; kind < sought_classes; ++kind)
        learnt.present[kind] = std::min(most, (there[kind] + prior_weight * prior[kind]) / (all[kind] + prior_weight));
}

/// What is a tolerance in mDa for light ions widens their sd alike.
double mz_sd_ppm(double mz, const Learnt& learnt, const AnnotateParams& params) {
    return learnt.mz_sd_ppm * (mz_tolerance_da(mz, params) / (1e-6 * mz)) / params.mz_tolerance_ppm;
}

/// Listed compounds of a formula that the study shows, as learnt: strangers are their isomers, the more the more of
/// these there are, and never quite none. What the user lists with its place is known too well to be taken for another.
double listed_there(const std::array<double, sought_classes>& formula, const Learnt& learnt) {
    constexpr double least = 0.001;
    double there = least;
    for (const SoughtClass kind : {SoughtClass::measured_by_ce, SoughtClass::listed, SoughtClass::neutral})
        there += formula[std::size_t(kind)] * learnt.present[std::size_t(kind)];
    return there;
}

/// Of what is none of the compounds looked for, how much is a compound that no list holds.
std::vector<double> unlisted_shares(const FeatureFacts& facts, const StrangerDensity& strangers,
                                    const std::vector<double>& none, const Learnt& learnt) {
    std::vector<double> shares(none.size(), 0.0);
    for (std::size_t row = 0; row < none.size(); ++row) {
        if (!(strangers.mz_place[row] > 0.0)) continue;
        shares[row] = none[row] * strangers.mz_place[row] /
                      (strangers.mz_place[row] + learnt.density_mz_place[row] + facts.kin.mz_place[row]);
    }
    return shares;
}

/// How many compounds there are that no list holds, for each listed one: features that have the m/z of a formula, and
/// that neither its compounds nor anything else explains. As if ten listed ones had been seen beside and no other.
void learn_unlisted(const Strangers& strangers, std::span<const double> unlisted, Learnt& learnt) {
    constexpr double prior_listed = 10.0;
    double listed = prior_listed, not_listed = 0.0;
    for (const auto& formula : strangers.formulas) listed += listed_there(formula, learnt);
    for (const double share : unlisted) not_listed += share;
    learnt.unlisted = not_listed / listed;
}

/// How often a feature that is none of the user's compounds rises with the standards.
void learn_rising(const FeatureFacts& facts, std::span<const SoughtIon> sought, std::span<const Evidence> evidence,
                  std::span<const double> shares, Learnt& learnt) {
    if (facts.answers.empty()) return;
    std::vector<double> of_user(facts.free.size(), 0.0);
    for (std::size_t i = 0; i < evidence.size(); ++i)
        if (sought[evidence[i].sought].user) of_user[evidence[i].feature] += shares[i];
    const auto& answers = facts.answers.begin()->second;
    double rising = 1.0, judged = 2.0;
    for (std::size_t row = 0; row < answers.size(); ++row) {
        if (!facts.free[row] || !answers[row].judged) continue;
        judged += 1.0 - std::min(1.0, of_user[row]);
        rising += answers[row].rises ? 1.0 - std::min(1.0, of_user[row]) : 0.0;
    }
    learnt.rising_share = rising / judged;
}

}  // namespace

FeatureFacts feature_facts(const FeatureTable& table, const Study& study, std::span<const Compound> user,
                           std::span<const StandardLevel> standards) {
    FeatureFacts facts;
    facts.part_of = parts_of_rows(table);
    for (std::size_t row = 0; row < table.features.size(); ++row)
        facts.free.push_back(!facts.part_of[row] && !is_ion_of_another(table.features[row]));
    const FeatureTable whole = with_parts(table, facts.part_of);
    facts.kin = kin_density(whole, library());
    facts.isotope_ratio = isotope_ratios(whole);
    facts.blanks = blanks_of(table, study);
    std::map<Levels, std::size_t, bool (*)(const Levels&, const Levels&)> first_with(
        [](const Levels& a, const Levels& b) {
            // NaN for a level that is not told sorts before all.
            return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
                return (std::isnan(x) ? -1.0 : x) < (std::isnan(y) ? -1.0 : y);
            });
        });
    for (std::size_t i = 0; i < user.size(); ++i) {
        if (user[i].role != CompoundRole::analyte) continue;
        const Levels levels = levels_of(user[i].compound_id, table, study, standards);
        const auto [first, fresh] = first_with.emplace(levels, i);
        if (!fresh) {
            if (const auto known = facts.answers.find(first->second); known != facts.answers.end())
                facts.answers.emplace(i, known->second);
            continue;
        }
        if (std::none_of(levels.begin(), levels.end(), [](double level) { return level > 0.0; })) continue;
        auto& answers = facts.answers[i];
        for (std::size_t row = 0; row < table.features.size(); ++row)
            answers.push_back(standard_answer(whole, row, levels, facts.blanks));
    }
    return facts;
}

std::vector<Evidence> evidence_of(const FeatureTable& table, const FeatureFacts& facts,
                                  std::span<const SoughtIon> sought, const AnnotateParams& params) {
    std::vector<Evidence> all;
    std::unordered_map<std::string, std::array<double, 2>> expected;
    for (std::size_t row = 0; row < table.features.size(); ++row) {
        if (!facts.free[row]) continue;
        const ConsensusFeature& feature = table.features[row];
        for (const SoughtIon& ion : sought_near(sought, feature.mz, params)) {
            Evidence one{.feature = row,
                         .sought = std::size_t(&ion - sought.data()),
                         .mz_error_ppm = (feature.mz / ion.mz - 1.0) * 1e6,
                         .place_error_sd = place_error_sd(ion.place, feature)};
            if (ion.place.evidence == PlaceEvidence::told && std::abs(one.place_error_sd) > params.most_place_sd)
                continue;
            const auto& seen = facts.isotope_ratio[row];
            if (!ion.ion_formula.empty() && (seen[0] > 0.0 || seen[1] > 0.0)) {
                const auto [ratios, fresh] = expected.try_emplace(ion.ion_formula);
                if (fresh) ratios->second = expected_ratios(ion.ion_formula);
                weigh_isotopes(seen, ratios->second, feature.mz, one);
            }
            if (const auto answers = facts.answers.find(ion.user.value_or(std::size_t(-1)));
                answers != facts.answers.end()) {
                one.judged = answers->second[row].judged;
                one.rises = answers->second[row].rises;
            }
            all.push_back(one);
        }
    }
    return all;
}

StrangerDensity stranger_density(const FeatureTable& table, const Strangers& strangers, const Learnt& learnt,
                                 const AnnotateParams& params) {
    StrangerDensity density{std::vector<double>(table.features.size(), 0.0),
                            std::vector<double>(table.features.size(), 0.0)};
    for (const Stranger& one : strangers.at) {
        const double expected = learnt.unlisted * listed_there(strangers.formulas[one.formula], learnt);
        const double by_mz = expected * std::exp(log_normal_density(one.mz_error_ppm - learnt.mz_offset_ppm,
                                                                    mz_sd_ppm(one.mz, learnt, params)));
        density.mz[one.feature] += by_mz;
        density.mz_place[one.feature] +=
            by_mz * (std::isfinite(one.density_place) ? one.density_place : 1.0 / learnt.place_range);
    }
    return density;
}

Contest contest_of(const FeatureTable& table, const FeatureFacts& facts, std::span<const SoughtIon> sought,
                   std::span<const Evidence> evidence, const Strangers& strangers, const Learnt& learnt,
                   const AnnotateParams& params) {
    constexpr double rises_of_own = 0.9;  // of compounds in the standards; the others saturate or are suppressed
    // Of predictions one in five is worse than it says, and one in twenty says nothing (a charge by rule is another).
    constexpr double wide_share = 0.2, wide = 2.5, lost_share = 0.05;
    Contest contest{.claims = {}, .places = {}, .orders = facts.orders};
    for (const ConsensusFeature& feature : table.features) contest.places.push_back(centre_place(feature));
    const StrangerDensity unlisted = stranger_density(table, strangers, learnt, params);
    const double rising = std::clamp(learnt.rising_share, 0.02, 0.98);
    for (const Evidence& one : evidence) {
        const SoughtIon& ion = sought[one.sought];
        const double present = learnt.present[std::size_t(ion.likely)];
        double log = std::log(present / (1.0 - present)) +
                     log_normal_density(one.mz_error_ppm - learnt.mz_offset_ppm, mz_sd_ppm(ion.mz, learnt, params)) +
                     one.log_isotope;
        Claim claim{.feature = one.feature, .sought = one.sought};
        if (std::isfinite(one.place_error_sd)) {
            const double narrow = std::exp(log_normal_density(one.place_error_sd, 1.0));
            const double broad = std::exp(log_normal_density(one.place_error_sd, wide));
            const bool predicted = ion.place.evidence == PlaceEvidence::predicted;
            const double lost = std::min(1.0, ion.place.sd / learnt.place_range);
            log +=
                std::log(predicted ? (1.0 - wide_share - lost_share) * narrow + wide_share * broad + lost_share * lost
                                   : narrow) -
                std::log(ion.place.sd) -
                std::log(learnt.density_mz_place[one.feature] + facts.kin.mz_place[one.feature] +
                         unlisted.mz_place[one.feature]);
            // Only errors of a usual size are those that isomers have in common.
            if (predicted && std::abs(one.place_error_sd) < 3.0) claim.predicted_error = one.place_error_sd;
        } else {
            log -= std::log(learnt.density_mz[one.feature] + facts.kin.mz[one.feature] + unlisted.mz[one.feature]);
        }
        if (one.judged)
            log += one.rises ? std::log(rises_of_own / rising) : std::log((1.0 - rises_of_own) / (1.0 - rising));
        claim.log_weight = log;
        contest.claims.push_back(claim);
    }
    return contest;
}

Scored score(const FeatureTable& table, const FeatureFacts& facts, std::span<const SoughtIon> sought,
             std::span<const Evidence> evidence, const Strangers& strangers, const AnnotateParams& params) {
    Scored scored;
    std::vector<double> none(table.features.size(), 1.0);
    for (int round = 0; round < learning_rounds; ++round) {
        learn_densities(table, facts, none, scored.learnt);
        scored.shares = claim_shares(contest_of(table, facts, sought, evidence, strangers, scored.learnt, params));
        std::fill(none.begin(), none.end(), 1.0);
        for (std::size_t i = 0; i < evidence.size(); ++i)
            none[evidence[i].feature] = std::max(0.0, none[evidence[i].feature] - scored.shares[i]);
        scored.unlisted =
            unlisted_shares(facts, stranger_density(table, strangers, scored.learnt, params), none, scored.learnt);
        learn_mz(evidence, scored.shares, scored.learnt);
        learn_presence(sought, evidence, scored.shares, scored.learnt);
        learn_rising(facts, sought, evidence, scored.shares, scored.learnt);
        learn_unlisted(strangers, scored.unlisted, scored.learnt);
        for (std::size_t row = 0; row < none.size(); ++row) none[row] -= scored.unlisted[row];
    }
    return scored;
}

}  // namespace gassan
