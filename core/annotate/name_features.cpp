#include "core/annotate/name_features.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

constexpr double alone = 0.9;      // of what it and its isomers have: it is named by itself
constexpr double together = 0.95;  // of the same: the set is complete
constexpr double least_reported = 0.001;
constexpr double least_named = 0.5;

/// Indices of the evidence of one feature, best first.
std::vector<std::size_t> best_first(std::size_t begin, std::size_t end, std::span<const SoughtIon> sought,
                                    std::span<const Evidence> evidence, std::span<const double> shares) {
    std::vector<std::size_t> order;
    for (std::size_t i = begin; i < end; ++i) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (shares[a] != shares[b]) return shares[a] > shares[b];
        return sought[evidence[a].sought].compound_id < sought[evidence[b].sought].compound_id;
    });
    return order;
}

std::size_t end_of_feature(std::size_t begin, std::span<const Evidence> evidence) {
    std::size_t end = begin;
    while (end < evidence.size() && evidence[end].feature == evidence[begin].feature) ++end;
    return end;
}

Candidate candidate_of(const SoughtIon& ion, const Evidence& one, double share, bool confirmed) {
    return {.compound_id = ion.compound_id,
            .name = ion.name,
            .ion = ion.ion,
            .mz_error_ppm = one.mz_error_ppm,
            .place_error_sd = one.place_error_sd,
            .evidence = confirmed ? PlaceEvidence::standard : ion.place.evidence,
            .isotope_score = one.isotope_score,
            .probability = share * (1.0 - unforeseen),
            .of_user = ion.user.has_value(),
            .mz_tolerance_ppm = no_value,
            .place = ion.place.place,
            .place_sd = ion.place.sd};
}

/// Level 1-MT asks for the compound's own standard in this study; a place or an isotope pattern beside m/z makes 2; m/z
/// alone, or isomers side by side, say what kind of compound it is.
std::string level_of(const FeatureAnnotation& named, const Candidate& best) {
    if (named.isomer_set) return "3";
    if (best.evidence == PlaceEvidence::standard) return "1-MT";
    if (best.evidence != PlaceEvidence::none || std::isfinite(best.isotope_score)) return "2";
    return "3";
}

/// What neither a told place nor a standard makes one sugar phosphate is named with all that it may be: that a user
/// asks for one of them tells them apart no more than a computed place does.
void add_sugar_phosphates(const std::vector<std::size_t>& order, std::span<const SoughtIon> sought,
                          std::span<const Evidence> evidence, std::span<const double> shares, Proposal& proposal) {
    const Evidence& best = evidence[proposal.evidence.front()];
    const SoughtIon& ion = sought[best.sought];
    if (!ion.sugar_phosphate || ion.place.evidence == PlaceEvidence::told || best.rises) return;
    for (const std::size_t i : order) {
        const SoughtIon& other = sought[evidence[i].sought];
        if (!other.sugar_phosphate || !are_isomers(ion, other) || shares[i] < least_reported ||
            std::find(proposal.evidence.begin(), proposal.evidence.end(), i) != proposal.evidence.end())
            continue;
        proposal.evidence.push_back(i);
        proposal.probability += shares[i];
    }
}

}  // namespace

std::vector<Proposal> best_of_features(std::span<const SoughtIon> sought, std::span<const Evidence> evidence,
                                       std::span<const double> shares, std::span<const double> unlisted) {
    std::vector<Proposal> proposals;
    for (std::size_t begin = 0, end = 0; begin < evidence.size(); begin = end) {
        end = end_of_feature(begin, evidence);
        const auto order = best_first(begin, end, sought, evidence, shares);
        const SoughtIon& best = sought[evidence[order.front()].sought];
        double isomers = 0.0, all = 0.0;
        for (const std::size_t i : order) {
            all += shares[i];
            if (are_isomers(best, sought[evidence[i].sought])) isomers += shares[i];
        }
        Proposal proposal;
        proposal.feature = evidence[begin].feature;
        for (const std::size_t i : order) {
            if (!are_isomers(best, sought[evidence[i].sought])) continue;
            proposal.evidence.push_back(i);
            proposal.probability += shares[i];
            if (proposal.probability >= (proposal.evidence.size() == 1 ? alone : together) * isomers) break;
        }
        add_sugar_phosphates(order, sought, evidence, shares, proposal);
        proposal.other = std::max(0.0, all - proposal.probability) + unlisted[proposal.feature];
        proposal.probability *= 1.0 - unforeseen;
        proposals.push_back(std::move(proposal));
    }
    return proposals;
}

std::vector<Proposal> propose_names(std::vector<Proposal> best, const AnnotateParams& params) {
    std::erase_if(best, [&](const Proposal& one) {
        return one.probability < least_named * (1.0 - unforeseen) ||
               one.evidence.size() > std::size_t(params.most_isomers);
    });
    return best;
}

std::vector<FeatureAnnotation> named_features(const FeatureTable& table, const FeatureFacts& facts,
                                              std::span<const SoughtIon> sought, std::span<const Evidence> evidence,
                                              std::span<const double> shares, const std::vector<bool>& confirmed,
                                              std::span<const Proposal> accepted) {
    std::vector<FeatureAnnotation> rows(table.features.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::string& ion = table.features[row].ion;
        if (ion.find(" of ") != std::string::npos)
            rows[row].explained_by = ion;
        else if (facts.part_of[row])
            rows[row].explained_by = std::string("part of ").append(table.features[*facts.part_of[row]].feature_id);
        else
            rows[row].level = '4';
    }
    for (std::size_t begin = 0, end = 0; begin < evidence.size(); begin = end) {
        end = end_of_feature(begin, evidence);
        for (const std::size_t i : best_first(begin, end, sought, evidence, shares))
            if (shares[i] >= least_reported)
                rows[evidence[i].feature].candidates.push_back(
                    candidate_of(sought[evidence[i].sought], evidence[i], shares[i], confirmed[i]));
    }
    for (const Proposal& name : accepted) {
        FeatureAnnotation& row = rows[name.feature];
        row.isomer_set = name.evidence.size() > 1;
        row.score = name.probability;
        for (const std::size_t i : name.evidence) {
            const SoughtIon& ion = sought[evidence[i].sought];
            if (!row.compound_id.empty()) {
                row.compound_id += '|';
                row.compound += '|';
            }
            row.compound_id += ion.compound_id;
            row.compound += ion.name.empty() ? ion.compound_id : ion.name;
        }
        const std::size_t best = name.evidence.front();
        row.level =
            level_of(row, candidate_of(sought[evidence[best].sought], evidence[best], shares[best], confirmed[best]));
    }
    return rows;
}

}  // namespace gassan
