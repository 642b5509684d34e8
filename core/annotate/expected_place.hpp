#pragma once

/// \file
/// Where a compound is expected on the frame of a study. docs/methods/annotation.md

#include "core/annotate/annotate_params.hpp"
#include "core/library/library.hpp"
#include "core/model/alignment.hpp"
#include "core/model/annotation.hpp"
#include "core/model/compound.hpp"

namespace gassan {

struct ConsensusFeature;

struct ExpectedPlace {
    double place = no_value;  ///< on the frame; NaN where nothing tells it
    double sd = no_value;
    PlaceEvidence evidence = PlaceEvidence::none;
    bool of_apex = false;  ///< a time is one of the apex; a mobility is one of the centre, which no amount moves
};

/// Told mobility, else told time. A mobility tells nothing on a frame without a mobility scale.
[[nodiscard]] ExpectedPlace expected_place(const Compound& compound, const Frame& frame, const AnnotateParams& params);

/// Predicted from pKa and size, wider where a rule had to stand in: twice as wide for a charge by rule. Nothing on a
/// frame without a mobility scale.
[[nodiscard]] ExpectedPlace expected_place(const LibraryCompound& compound, const Frame& frame,
                                           const AnnotateParams& params);

/// How far a feature lies from there, in sd, signed; NaN without a place.
[[nodiscard]] double place_error_sd(const ExpectedPlace& expected, const ConsensusFeature& feature);

/// The place of a feature to compare mobilities with: that of its centre where the frame is in TU, else of its apex.
[[nodiscard]] double centre_place(const ConsensusFeature& feature);

}  // namespace gassan
