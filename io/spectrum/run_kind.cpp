#include "io/spectrum/run_kind.hpp"

#include "core/base/counted.hpp"

#include <utility>

namespace gassan {
namespace {

constexpr std::size_t most_waiting = 16384, most_points_waiting = 1u << 20;

}  // namespace

void RunKind::see(Representation kind) {
    if (kind == Representation::unknown) return;
    ++(kind == Representation::profile ? profile_ : centroid_);
    if (first_ == Representation::unknown) first_ = kind;
}

void RunKind::see_look(Representation look, const std::string& place) {
    see(look);
    if (look == Representation::unknown) return;
    Look& seen = look == Representation::profile ? like_profile_ : like_centroid_;
    if (seen.count++ == 0) seen.first = place;
}

Representation RunKind::usual() const {
    if (!is_told()) return waiting_ ? Representation::unknown : Representation::centroid;
    if (profile_ == centroid_) return first_;
    return profile_ > centroid_ ? Representation::profile : Representation::centroid;
}

void RunKind::report(NoteBook& notes) const {
    const bool mostly_profile = like_profile_.count > like_centroid_.count;
    const char* const usually = mostly_profile ? "profile" : "centroid";
    const char* const else_ = mostly_profile ? "centroid" : "profile";
    const std::string remedy = std::string("; a run is of one kind: say --read.representation ") + usually + " (or " +
                               else_ + ", if that is what it is)";
    if (like_profile_.count > 0 && like_centroid_.count > 0)
        notes.add("label-mixed", mostly_profile ? like_centroid_.first : like_profile_.first,
                  "of the spectra without a label " + std::to_string(like_profile_.count) + " look like profile and " +
                      std::to_string(like_centroid_.count) +
                      " like centroids (this is the first of the fewer), and each was taken as it looks" + remedy);
    if (guessed_ > 0 && like_profile_.count > 0)
        notes.add("label-mixed", like_profile_.first,
                  counted(guessed_, "spectrum", "spectra") +
                      " without a label, too sparse to tell, were taken as centroids before one looked like profile "
                      "(this one)" +
                      remedy);
}

bool WaitingSpectra::has_room(const Spectrum& spectrum) const {
    return spectra_.size() < most_waiting && points_ + spectrum.mz.size() <= most_points_waiting;
}

void WaitingSpectra::add(const Spectrum& spectrum) {
    points_ += spectrum.mz.size();
    spectra_.push_back(spectrum);
}

std::vector<Spectrum> WaitingSpectra::take() {
    points_ = 0;
    return std::exchange(spectra_, {});
}

}  // namespace gassan
