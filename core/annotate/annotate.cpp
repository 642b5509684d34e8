#include "core/annotate/annotate.hpp"

#include "core/annotate/decoys.hpp"
#include "core/annotate/name_features.hpp"
#include "core/annotate/place_targets.hpp"
#include "core/annotate/score.hpp"

#include <algorithm>

namespace gassan {
namespace {

/// Share of the compounds looked for that no feature is taken for.
double absent_share(std::size_t sought, const std::vector<double>& shares) {
    if (sought == 0) return 0.0;
    double there = 0.0;
    for (const double share : shares) there += share;
    return std::max(0.0, 1.0 - there / double(sought));
}

void tell_tolerances(const FeatureTable& table, const AnnotateParams& params, std::vector<FeatureAnnotation>& named) {
    for (std::size_t f = 0; f < named.size(); ++f)
        for (Candidate& one : named[f].candidates)
            one.mz_tolerance_ppm = 1e6 * mz_tolerance_da(table.features[f].mz, params) / table.features[f].mz;
}

/// How many decoys were as probable as the least probable name given.
std::size_t decoys_named(const DecoyNames& decoys, const std::vector<Proposal>& names) {
    if (names.empty()) return 0;
    const double least = std::min_element(names.begin(), names.end(), [](const Proposal& a, const Proposal& b) {
                             return a.probability < b.probability;
                         })->probability;
    return std::size_t(std::count_if(decoys.probabilities.begin(), decoys.probabilities.end(),
                                     [&](double probability) { return probability >= least; }));
}

}  // namespace

TableAnnotation annotate_table(const FeatureTable& table, std::size_t index, const Study& study,
                               std::span<const Compound> user, std::span<const StandardLevel> standards,
                               std::span<const SoughtIon> sought, const std::optional<SeparationSettings>& separation,
                               const AnnotateParams& params) {
    FeatureFacts facts = feature_facts(table, study, user, standards);
    facts.orders = known_orders(sought, table.frame, separation);
    const auto evidence = evidence_of(table, facts, sought, params);
    const Strangers strangers = strangers_of(table, facts.free, sought, params);
    const Scored scored = score(table, facts, sought, evidence, strangers, params);

    const auto best = best_of_features(sought, evidence, scored.shares, scored.unlisted);

    TableAnnotation annotation;
    std::vector<bool> confirmed;
    annotation.targets =
        place_targets(table, facts, index, sought, evidence, strangers, scored, best, params, confirmed);

    const auto proposals = propose_names(best, params);
    const auto decoys = decoy_names(table, facts, sought, evidence, strangers, scored.learnt, params);
    const auto accepted = accept_names(proposals, decoys, absent_share(sought.size(), scored.shares), params);
    annotation.table.features =
        named_features(table, facts, sought, evidence, scored.shares, confirmed, accepted.names);
    tell_tolerances(table, params, annotation.table.features);
    if (!accepted.names.empty()) annotation.table.estimated_fdr = accepted.fdr;
    annotation.table.decoy_sets = params.decoy_sets;
    annotation.table.decoys_named = decoys_named(decoys, accepted.names);
    return annotation;
}

StudyAnnotation annotate(const StudyResult& result, const Study& study, std::span<const Compound> user,
                         std::span<const StandardLevel> standards, const Separations& separations,
                         const AnnotateParams& params) {
    validate("annotate", params);
    StudyAnnotation annotation;
    for (std::size_t index = 0; index < result.tables.size(); ++index) {
        const FeatureTable& table = result.tables[index];
        auto sought = sought_of_user(user, library(), table.frame, params);
        if (params.library) sought = merged(std::move(sought), sought_of_library(library(), user, table.frame, params));
        auto one =
            annotate_table(table, index, study, user, standards, sought, separations.of(table.frame.polarity), params);
        annotation.tables.push_back(std::move(one.table));
        annotation.targets.insert(annotation.targets.end(), one.targets.begin(), one.targets.end());
    }
    std::stable_sort(annotation.targets.begin(), annotation.targets.end(),
                     [](const TargetPlace& a, const TargetPlace& b) { return a.compound < b.compound; });
    return annotation;
}

}  // namespace gassan
