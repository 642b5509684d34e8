/// \file
/// Names for the features of preset `method`, truth by truth: how many are wrong, how many are said to be, and whether
/// probabilities hold. See bench/README.md.

#include "bench/annotation_study.hpp"
#include "core/annotate/annotate.hpp"
#include "core/base/random.hpp"
#include "core/base/table.hpp"
#include "core/simulate/conditions.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::bench;

namespace {

/// What is known to who annotates.
struct Knowledge {
    const char* name;
    int every;        ///< the user's table holds every so manieth compound; 0: none
    bool mobilities;  ///< and tells where they come
    bool wrong;       ///< predicted mobilities are off by 12 %, most of it in common to isomers
    double unlisted;  ///< so many of the compounds injected are in no list
};

constexpr std::array<Knowledge, 9> asked{{{"whole table", 1, true, false, 0.0},
                                          {"half", 2, true, false, 0.0},
                                          {"half, predictions 12 % off", 2, true, true, 0.0},
                                          {"half, no mobility told", 2, false, false, 0.0},
                                          {"library alone", 0, false, false, 0.0},
                                          {"half, a quarter of the rest unlisted", 2, true, true, 0.25},
                                          {"half, half of the rest unlisted", 2, true, true, 0.5},
                                          {"library alone, a quarter unlisted", 0, false, true, 0.25},
                                          {"library alone, half unlisted", 0, false, true, 0.5}}};

std::vector<Compound> table_of(const NamedStudy& named, const Knowledge& knowledge) {
    std::vector<Compound> user;
    for (std::size_t i = 0; knowledge.every > 0 && i < named.compounds.size(); i += std::size_t(knowledge.every)) {
        user.push_back(named.compounds[i]);
        if (!knowledge.mobilities) user.back().mobility_tu = no_value;
    }
    return user;
}

std::vector<SoughtIon> library_of(const NamedStudy& named, std::span<const Compound> user, const Knowledge& knowledge,
                                  std::uint64_t seed, const AnnotateParams& params) {
    constexpr double common_sd = 0.107, own_sd = 0.053;  // together 12 %
    std::set<std::string> injected;
    for (const Compound& compound : named.compounds) injected.insert(compound.compound_id);
    auto sought = sought_of_library(library(), user, named.result.tables.front().frame, params);
    for (SoughtIon& ion : sought) {
        RandomStream common(seed, 1, 0, compound_key(ion.ion_formula)), own(seed, 2, 0, compound_key(ion.compound_id));
        if (knowledge.wrong) ion.place.place *= 1.0 + common_sd * draw_normal(common) + own_sd * draw_normal(own);
    }
    std::erase_if(sought, [&](const SoughtIon& ion) {
        RandomStream dice(seed, 3, 0, compound_key(ion.compound_id));
        return injected.contains(ion.compound_id) && dice.uniform() < knowledge.unlisted;
    });
    return sought;
}

struct NameScore {
    std::size_t seen = 0, names = 0, sets = 0, wrong = 0, confirmed = 0, confirmed_wrong = 0, targets = 0,
                target_sets = 0, targets_wrong = 0;
    double true_fdr = 0.0, estimated_fdr = 0.0;
};

bool is_right(const FeatureAnnotation& named, const TrueName& truth) {
    if (!truth.main) return false;
    const auto ids = split(named.compound_id, '|');
    return std::find(ids.begin(), ids.end(), truth.compound_id) != ids.end();
}

/// Counts of candidates, sums of their probabilities, and how many are true, by tenths.
using Reliability = std::array<std::array<double, 3>, 10>;

NameScore score_names(const NamedStudy& named, std::span<const Compound> user, const TableAnnotation& annotation,
                      Reliability& bins) {
    NameScore score;
    std::set<std::string> seen;
    for (std::size_t row = 0; row < named.truth.size(); ++row) {
        const FeatureAnnotation& feature = annotation.table.features[row];
        const TrueName& truth = named.truth[row];
        if (truth.main) seen.insert(truth.compound_id);
        for (const Candidate& candidate : feature.candidates) {
            auto& bin = bins[std::size_t(std::min(9.0, 10.0 * candidate.probability))];
            bin[0] += 1.0;
            bin[1] += candidate.probability;
            bin[2] += truth.main && truth.compound_id == candidate.compound_id;
        }
        if (feature.compound_id.empty()) continue;
        const bool wrong = !is_right(feature, truth);
        ++score.names;
        score.sets += feature.isomer_set;
        score.wrong += wrong;
        score.confirmed += feature.level == "1-MT";
        score.confirmed_wrong += wrong && feature.level == "1-MT";
    }
    for (const TargetPlace& target : annotation.targets) {
        if (!target.feature) continue;
        const TrueName& truth = named.truth[*target.feature];
        ++score.targets;
        const std::string& id = user[target.compound].compound_id;
        const std::vector<std::string> ids = target.isomers.empty() ? std::vector{id} : target.isomers;
        score.target_sets += !target.isomers.empty();
        score.targets_wrong += !truth.main || std::find(ids.begin(), ids.end(), truth.compound_id) == ids.end();
    }
    score.seen = seen.size();
    score.true_fdr = score.names == 0 ? 0.0 : double(score.wrong) / double(score.names);
    score.estimated_fdr = annotation.table.estimated_fdr;
    return score;
}

void print_reliability(const Reliability& bins) {
    double off = 0.0, all = 0.0;
    std::printf("  probability told / true share:");
    for (const auto& [count, told, right] : bins) {
        if (count > 0.0) std::printf(" %.2f/%.2f", told / count, right / count);
        off += std::abs(told - right);
        all += count;
    }
    std::printf("; expected calibration error %.3f\n", off / all);
}

}  // namespace

int main(int count, char** arguments) try {
    if (count < 2) throw std::runtime_error("usage: bench_annotation GEOMETRY [SEED...]");
    std::vector<std::uint64_t> seeds;
    for (int i = 2; i < count; ++i) {
        const char* const end = arguments[i] + std::strlen(arguments[i]);
        const auto [stop, error] = std::from_chars(arguments[i], end, seeds.emplace_back());
        if (error != std::errc() || stop != end) throw std::runtime_error("a seed is a number");
    }
    if (seeds.empty()) seeds = {101};
    std::vector<NamedStudy> studies;
    for (const std::uint64_t seed : seeds) studies.push_back(make_named_study(arguments[1], seed, 2));
    const AnnotateParams params;
    for (const Knowledge& knowledge : asked) {
        std::printf("%s\n  %5s %5s %5s %5s %5s %9s %9s  %s %s\n", knowledge.name, "seed", "seen", "names", "sets",
                    "wrong", "true FDR", "estimated", "1-MT(wrong)", "targets|sets(wrong)");
        Reliability bins{};
        double all_true = 0.0, all_estimated = 0.0, apart = 0.0;
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            const NamedStudy& named = studies[i];
            const auto user = table_of(named, knowledge);
            const auto sought = merged(sought_of_user(user, library(), named.result.tables.front().frame, params),
                                       library_of(named, user, knowledge, seeds[i], params));
            const auto annotation =
                annotate_table(named.result.tables.front(), 0, named.study, user, {}, sought, named.separation, params);
            const NameScore one = score_names(named, user, annotation, bins);
            std::printf("  %5llu %5zu %5zu %5zu %5zu %9.4f %9.4f  %5zu (%zu) %6zu|%zu (%zu)\n",
                        static_cast<unsigned long long>(seeds[i]), one.seen, one.names, one.sets, one.wrong,
                        one.true_fdr, one.estimated_fdr, one.confirmed, one.confirmed_wrong, one.targets,
                        one.target_sets, one.targets_wrong);
            all_true += one.true_fdr / double(seeds.size());
            all_estimated += one.estimated_fdr / double(seeds.size());
            apart = std::max(apart, std::abs(one.true_fdr - one.estimated_fdr));
        }
        std::printf("  mean: true %.4f, estimated %.4f; farthest apart %.4f\n", all_true, all_estimated, apart);
        print_reliability(bins);
        std::fflush(stdout);
    }
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_annotation: %s\n", error.what());
    return 1;
}
