#pragma once

/// \file
/// How much speaks for each compound at each feature, against the feature being none of them.
///
/// A claim weighs odds: share of its kind of compound that a study shows, times the densities of its errors in m/z and
/// place, over the density of features that are none of the compounds there; times what isotopes and the study's
/// standards say. Shares, densities and the errors in m/z are learnt from the study itself, in rounds (EM).
/// docs/methods/annotation.md

#include "core/annotate/compete.hpp"
#include "core/annotate/kin.hpp"
#include "core/annotate/learn_standards.hpp"
#include "core/annotate/sought.hpp"
#include "core/annotate/strangers.hpp"
#include "core/model/feature_table.hpp"
#include "core/model/study.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace gassan {

/// What is known of the features before a compound is looked for.
struct FeatureFacts {
    std::vector<bool> free;  ///< neither told to be an ion of another feature nor a part of one
    std::vector<std::optional<std::size_t>> part_of;   ///< the row that one is a part of
    KinDensity kin;                                    ///< where ions of others are to be expected all the same
    std::vector<std::array<double, 2>> isotope_ratio;  ///< M+1, M+2 over M+0; NaN where there is no such row
    std::vector<bool> blanks;                          ///< of the runs
    std::vector<KnownOrder> orders;                    ///< of what is sought; set where the list is known
    std::map<std::size_t, std::vector<StandardAnswer>>
        answers;  ///< by user's compound, to its levels; parallel to features
};

/// Answers to standards and isotope ratios are those of a row and its parts together.
[[nodiscard]] FeatureFacts feature_facts(const FeatureTable& table, const Study& study, std::span<const Compound> user,
                                         std::span<const StandardLevel> standards);

/// One claim with what speaks for it.
struct Evidence {
    std::size_t feature = 0, sought = 0;
    double mz_error_ppm = no_value;
    double place_error_sd = no_value;
    double isotope_score = no_value;
    double log_isotope = 0.0;  ///< ln of the likelihood ratio
    bool judged = false, rises = false;
};

/// What a study taught of itself.
struct Learnt {
    std::array<double, sought_classes> present{0.7, 0.2, 0.05, 0.02};  ///< by SoughtClass
    double place_range = 1.0;  ///< of the features, from the 2nd to the 98th percentile
    double mz_offset_ppm = 0.0, mz_sd_ppm = 3.0;
    double rising_share = 0.5;             ///< of features that are none of the user's compounds
    std::vector<double> density_mz;        ///< features that are none of the compounds, per ppm, at each feature
    std::vector<double> density_mz_place;  ///< the same per ppm and unit of place
    double unlisted = 0.1;  ///< compounds that the study shows and no list holds, for each listed one that it shows
};

/// Where compounds that no list holds are to be expected, at each feature.
struct StrangerDensity {
    std::vector<double> mz;        ///< per ppm
    std::vector<double> mz_place;  ///< per ppm and unit of place
};
[[nodiscard]] StrangerDensity stranger_density(const FeatureTable& table, const Strangers& strangers,
                                               const Learnt& learnt, const AnnotateParams& params);

/// All pairs within the tolerances. By feature, then sought.
[[nodiscard]] std::vector<Evidence> evidence_of(const FeatureTable& table, const FeatureFacts& facts,
                                                std::span<const SoughtIon> sought, const AnnotateParams& params);

/// The claims as they stand with what was learnt.
[[nodiscard]] Contest contest_of(const FeatureTable& table, const FeatureFacts& facts,
                                 std::span<const SoughtIon> sought, std::span<const Evidence> evidence,
                                 const Strangers& strangers, const Learnt& learnt, const AnnotateParams& params);

/// Learns, and gives the shares of the evidence in the last round (parallel to it).
struct Scored {
    Learnt learnt;
    std::vector<double> shares;
    std::vector<double> unlisted;  ///< of the features: the share of "in no list", isomer of what is
};
[[nodiscard]] Scored score(const FeatureTable& table, const FeatureFacts& facts, std::span<const SoughtIon> sought,
                           std::span<const Evidence> evidence, const Strangers& strangers,
                           const AnnotateParams& params);

}  // namespace gassan
