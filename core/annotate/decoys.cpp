#include "core/annotate/decoys.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace gassan {
namespace {

/// Set 0: +3 tolerances, 1: -3, 2: +5, 3: -5, ...
double shift_in_tolerances(int set) {
    return double(3 + 2 * (set / 2)) * (set % 2 == 0 ? 1.0 : -1.0);
}

std::vector<SoughtIon> shifted(std::span<const SoughtIon> sought, int set, const AnnotateParams& params) {
    std::vector<SoughtIon> decoys(sought.begin(), sought.end());
    for (SoughtIon& decoy : decoys) decoy.mz += shift_in_tolerances(set) * mz_tolerance_da(decoy.mz, params);
    std::sort(decoys.begin(), decoys.end(), [](const SoughtIon& a, const SoughtIon& b) { return a.mz < b.mz; });
    return decoys;
}

}  // namespace

DecoyNames decoy_names(const FeatureTable& table, const FeatureFacts& facts, std::span<const SoughtIon> sought,
                       std::span<const Evidence> evidence, const Strangers& strangers, const Learnt& learnt,
                       const AnnotateParams& params) {
    const std::vector<double> nothing(table.features.size(), 0.0);
    DecoyNames names{{}, double(params.decoy_sets)};
    for (int set = 0; set < params.decoy_sets; ++set) {
        const auto decoys = shifted(sought, set, params);
        std::vector<SoughtIon> both(sought.begin(), sought.end());
        both.insert(both.end(), decoys.begin(), decoys.end());
        std::vector<Evidence> all(evidence.begin(), evidence.end());
        for (Evidence one : evidence_of(table, facts, decoys, params)) {
            one.sought += sought.size();
            all.push_back(one);
        }
        Strangers strangers_of_both = strangers;
        Strangers more = strangers_of(table, facts.free, decoys, params);
        for (Stranger& one : more.at) {
            one.formula += strangers.formulas.size();
            strangers_of_both.at.push_back(one);
        }
        strangers_of_both.formulas.insert(strangers_of_both.formulas.end(), more.formulas.begin(), more.formulas.end());
        std::stable_sort(all.begin(), all.end(),
                         [](const Evidence& a, const Evidence& b) { return a.feature < b.feature; });
        const auto shares = claim_shares(contest_of(table, facts, both, all, strangers_of_both, learnt, params));
        for (const Proposal& name : propose_names(best_of_features(both, all, shares, nothing), params))
            if (all[name.evidence.front()].sought >= sought.size()) names.probabilities.push_back(name.probability);
    }
    return names;
}

Accepted accept_names(std::span<const Proposal> proposals, const DecoyNames& decoys, double absent,
                      const AnnotateParams& params) {
    std::vector<Proposal> names(proposals.begin(), proposals.end());
    std::stable_sort(names.begin(), names.end(),
                     [](const Proposal& a, const Proposal& b) { return a.probability > b.probability; });
    std::vector<double> false_ones = decoys.probabilities;
    std::sort(false_ones.begin(), false_ones.end(), std::greater<>());
    double others = 0.0;
    std::size_t count = 0, passed = 0;
    Accepted accepted;
    for (std::size_t i = 0; i < names.size(); ++i) {
        others += names[i].other;
        while (passed < false_ones.size() && false_ones[passed] >= names[i].probability) ++passed;
        const double fdr = unforeseen + (others + absent * double(passed) / decoys.sets) / double(i + 1);
        if (fdr > params.fdr) continue;
        count = i + 1;
        accepted.fdr = fdr;
    }
    names.resize(count);
    std::sort(names.begin(), names.end(), [](const Proposal& a, const Proposal& b) { return a.feature < b.feature; });
    accepted.names = std::move(names);
    return accepted;
}

}  // namespace gassan
