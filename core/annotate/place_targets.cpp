#include "core/annotate/place_targets.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace gassan {
namespace {

constexpr double least_confirmed = 0.8;  // of the share, that a standard is believed to show who it is

double scatter_of(const ConsensusFeature& feature, const ExpectedPlace& expected) {
    if (feature.place_sd > 0.0) return feature.place_sd;
    return expected.sd;
}

/// The user's part of the evidence, and where each piece stands in the whole.
struct UserPart {
    std::vector<Evidence> evidence;
    std::vector<std::size_t> at;
};

UserPart user_part(std::span<const SoughtIon> sought, std::span<const Evidence> evidence) {
    UserPart part;
    for (std::size_t i = 0; i < evidence.size(); ++i)
        if (sought[evidence[i].sought].user) {
            part.evidence.push_back(evidence[i]);
            part.at.push_back(i);
        }
    return part;
}

/// The isomers (indices of what is sought, most likely first) that share a feature which a target has.
using Sets = std::map<std::size_t, std::vector<std::size_t>>;

/// Of a user's compound and its feature: is it named with others, or after another isomer? Then the user's compounds of
/// the set that have no feature get this one.
/// \param taken by sought, index into the evidence; its size where there is no feature
Sets sets_of(std::span<const SoughtIon> sought, const UserPart& part, std::vector<std::size_t>& taken,
             std::span<const Evidence> evidence, std::span<const Proposal> best) {
    Sets sets;
    for (const Proposal& one : best) {
        std::vector<std::size_t> set;
        for (const std::size_t i : one.evidence) set.push_back(evidence[i].sought);
        for (std::size_t k = 0; k < sought.size(); ++k)
            if (taken[k] < evidence.size() && evidence[taken[k]].feature == one.feature &&
                are_isomers(sought[k], sought[set.front()]) && std::find(set.begin(), set.end(), k) == set.end())
                set.push_back(k);
        if (set.size() > 1 && std::any_of(set.begin(), set.end(), [&](std::size_t k) {
                return taken[k] < evidence.size() && evidence[taken[k]].feature == one.feature;
            }))
            sets.emplace(one.feature, std::move(set));
    }
    for (std::size_t i = 0; i < part.at.size(); ++i) {
        const Evidence& claim = part.evidence[i];
        const auto set = sets.find(claim.feature);
        if (set != sets.end() && taken[claim.sought] == evidence.size() &&
            std::find(set->second.begin(), set->second.end(), claim.sought) != set->second.end())
            taken[claim.sought] = part.at[i];
    }
    return sets;
}

}  // namespace

std::vector<TargetPlace> place_targets(const FeatureTable& features, const FeatureFacts& facts, std::size_t table,
                                       std::span<const SoughtIon> sought, std::span<const Evidence> evidence,
                                       const Strangers& strangers, const Scored& scored, std::span<const Proposal> best,
                                       const AnnotateParams& params, std::vector<bool>& confirmed) {
    const UserPart part = user_part(sought, evidence);
    confirmed.assign(evidence.size(), false);
    std::vector<std::size_t> taken(sought.size(), evidence.size());
    for (const std::size_t i :
         heaviest_claims(contest_of(features, facts, sought, part.evidence, strangers, scored.learnt, params)))
        taken[part.evidence[i].sought] = part.at[i];

    const auto set_at = sets_of(sought, part, taken, evidence, best);
    std::vector<TargetPlace> targets;
    for (std::size_t k = 0; k < sought.size(); ++k) {
        const SoughtIon& ion = sought[k];
        if (!ion.user) continue;
        TargetPlace target{.compound = *ion.user,
                           .table = table,
                           .feature = {},
                           .parts = {},
                           .mz = ion.mz,
                           .place = ion.place.place,
                           .place_sd = ion.place.sd,
                           .evidence = ion.place.evidence,
                           .ion = ion.ion};
        if (taken[k] < evidence.size()) {
            const Evidence& one = evidence[taken[k]];
            target.feature = one.feature;
            for (std::size_t row = 0; row < facts.part_of.size(); ++row)
                if (facts.part_of[row] == one.feature) target.parts.push_back(row);
            if (const auto set = set_at.find(one.feature); set != set_at.end())
                for (const std::size_t isomer : set->second) target.isomers.push_back(sought[isomer].compound_id);
            else if (one.rises && scored.shares[taken[k]] >= least_confirmed) {
                confirmed[taken[k]] = true;
                target.evidence = PlaceEvidence::standard;
                target.place = features.features[one.feature].place;
                target.place_sd = scatter_of(features.features[one.feature], ion.place);
            }
        }
        targets.push_back(std::move(target));
    }
    std::sort(targets.begin(), targets.end(),
              [](const TargetPlace& a, const TargetPlace& b) { return a.compound < b.compound; });
    return targets;
}

}  // namespace gassan
