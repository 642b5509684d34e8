#pragma once

/// \file
/// What the features of a study are taken for, and how sure that is.

#include "core/model/spectrum.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// What speaks for the place of a compound on the time axis.
enum class PlaceEvidence : std::uint8_t {
    standard,   ///< the study's own standard runs showed it there: sub-flag "1-MT" of level 1
    told,       ///< the user's table tells its time or mobility
    predicted,  ///< computed from pKa and size: ranks, never proves
    none,       ///< m/z alone
};

/// "standard", "told", "predicted", "none".
[[nodiscard]] std::string_view place_evidence_name(PlaceEvidence evidence);

/// One thing a feature may be.
struct Candidate {
    std::string compound_id, name;  ///< of the user's table, else of the library
    std::string ion;                ///< "[M+H]+"
    double mz_error_ppm = no_value;
    double place_error_sd = no_value;  ///< in its own standard deviations; NaN without a place
    PlaceEvidence evidence = PlaceEvidence::none;
    double isotope_score = no_value;               ///< 0 to 1; NaN where no isotope is strong enough to be looked at
    double probability = 0.0;                      ///< among all candidates and "none of them", calibrated
    bool of_user = false;                          ///< stands in the user's compound table
    double mz_tolerance_ppm = no_value;            ///< within which it is looked for
    double place = no_value, place_sd = no_value;  ///< where it is expected on the frame; NaN without a place
};

/// What a feature is taken for.
struct FeatureAnnotation {
    std::string compound_id, compound;  ///< of the best candidate, or of a set "leucine|isoleucine"; empty: unknown
    std::string level;                  ///< MSI: "1-MT", "2", "3", "4"; empty for ions of another feature
    double score = no_value;            ///< probability of the name given; NaN: none given
    std::vector<Candidate> candidates;  ///< best first
    std::string explained_by;           ///< "M+1 of F0012": no compound of its own
    bool isomer_set = false;            ///< several compounds that neither m/z nor place tells apart
};

/// A compound of the user's table in the study: the row it is quantified by.
struct TargetPlace {
    std::size_t compound = 0;            ///< index into the user's table
    std::size_t table = 0;               ///< index into StudyResult::tables
    std::optional<std::size_t> feature;  ///< row of that table; none: no run shows it
    std::vector<std::size_t> parts;      ///< rows that fell apart from it, never in one run with it: the same compound
    double mz = no_value;                ///< where it is looked for
    double place = no_value;             ///< on the frame; NaN where nothing tells it
    double place_sd = no_value;
    PlaceEvidence evidence = PlaceEvidence::none;
    std::string ion;
    /// Ids of all compounds that its feature may be, itself among them, most likely first, where nothing tells isomers
    /// apart: the row is that of the set, and so are its amounts. Empty: it stands alone.
    std::vector<std::string> isomers = {};
};

/// Parallel to StudyResult::tables.
struct StudyAnnotation {
    struct Table {
        std::vector<FeatureAnnotation> features;  ///< parallel to FeatureTable::features
        double estimated_fdr = no_value;          ///< of the names given, by decoys; NaN: too few to say
        int decoy_sets = 0;                       ///< so many times all compounds were looked for where they cannot be
        std::size_t decoys_named = 0;  ///< of all sets together: as probable as the least probable name given
    };
    std::vector<Table> tables;
    std::vector<TargetPlace> targets;  ///< one a compound of the user's table and polarity it can be seen in
};

}  // namespace gassan
