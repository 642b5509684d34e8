#pragma once

/// \file
/// All parameters of the road, one struct a stage. The name under which a stage is visited is its table in
/// study.toml and the first half of its flag: `[peak] min_snr = 5` and `--peak.min_snr 5` are the same.

#include "core/align/align_params.hpp"
#include "core/annotate/annotate_params.hpp"
#include "core/base/fields.hpp"
#include "core/correct/correct_params.hpp"
#include "core/group/group_params.hpp"
#include "core/match/match_params.hpp"
#include "core/model/read_params.hpp"
#include "core/peak/peak_params.hpp"
#include "core/quantify/quantify_params.hpp"
#include "core/segment/segment_params.hpp"
#include "core/signal/lock_params.hpp"
#include "core/signal/profile_params.hpp"
#include "core/signal/signal_params.hpp"
#include "core/trace/trace_params.hpp"

#include <string_view>

namespace gassan {

struct Params {
    ReadParams read;
    ProfileParams profile;
    LockParams lock;
    SignalParams signal;
    TraceParams trace;
    PeakParams peak;
    GroupParams group;
    AlignParams align;
    MatchParams match;
    AnnotateParams annotate;
    QuantifyParams quantify;
    SegmentParams segment;
    CorrectParams correct;

    template <class Self, class Visit>
    static void stages(Self& self, Visit&& visit) {
        visit("read", self.read, "What to take from the instrument's file.");
        visit("profile", self.profile, "How profile spectra become centroids.");
        visit("lock", self.lock, "How lock masses set the m/z axis right.");
        visit("signal", self.signal, "Which scans can be believed.");
        visit("trace", self.trace, "How centroids become the mass traces of ions.");
        visit("peak", self.peak, "What is a peak, and where it ends.");
        visit("group", self.group, "Which peaks of one run belong together.");
        visit("align", self.align, "How runs are laid onto the frame of the study.");
        visit("match", self.match, "Which peaks of many runs are one feature, and how gaps are filled.");
        visit("annotate", self.annotate, "What features are taken for, and how sure that must be.");
        visit("quantify", self.quantify, "How areas become concentrations.");
        visit("segment", self.segment, "How several samples in one run are told apart.");
        visit("correct", self.correct, "What is done about drift and batches.");
    }
};

/// What must be done again where a parameter of a stage changes.
enum class StageScope {
    run,       ///< the look at each run: its file in the store has another name
    segments,  ///< which peak of a run is which sample's: the frame, in a study that has such runs
    study,     ///< the frame and its features
    names,     ///< names and concentrations alone: no feature and no cell moves
};
[[nodiscard]] StageScope stage_scope(std::string_view stage);

/// \throws ParameterError for the first field outside its domain, in the words of study.toml.
void check(const Params& params);

}  // namespace gassan
