#pragma once

#include "core/model/spectrum.hpp"
#include "io/base/note_book.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan {

/// What the spectra of a run are that are called neither centroid nor profile. Where the points of one tell, it is what
/// it looks like; else it is what most spectra of the run are by their label or their look, up to it. As long as none
/// tells, spectra wait for one that does, in the order of the file, and no longer than memory allows (WaitingSpectra).
class RunKind {
public:
    /// The next spectrum that has a label: it tells what the others are.
    void see_label(Representation label) { see(label); }

    /// The next spectrum without a label, by its look; unknown where its points cannot tell.
    /// \param place of it, for a note
    void see_look(Representation look, const std::string& place);

    /// What a spectrum is that cannot tell: what most are, the first of them where as many are the other. unknown as
    /// long as none told, and after give_up centroid.
    [[nodiscard]] Representation usual() const;

    /// From now on none waits.
    void give_up() { waiting_ = false; }

    /// One more spectrum with points that was given the kind of usual() without a reason for it.
    void count_guess() { ++guessed_; }

    /// Does any spectrum tell?
    [[nodiscard]] bool is_told() const { return profile_ + centroid_ > 0; }

    /// Notes `label-mixed` where unlabelled spectra are of both looks, or were guessed to be what they are not.
    void report(NoteBook& notes) const;

private:
    struct Look {
        std::size_t count = 0;
        std::string first;
    };
    Look like_profile_, like_centroid_;  // of the unlabelled
    std::size_t profile_ = 0, centroid_ = 0, guessed_ = 0;
    Representation first_ = Representation::unknown;
    bool waiting_ = true;

    void see(Representation kind);
};

/// Spectra that wait until it is known what they are: at most 16,384 of them, with a million points at most.
class WaitingSpectra {
public:
    [[nodiscard]] bool empty() const { return spectra_.empty(); }
    [[nodiscard]] bool has_room(const Spectrum& spectrum) const;
    void add(const Spectrum& spectrum);

    /// All of them in their order, and none left.
    [[nodiscard]] std::vector<Spectrum> take();

private:
    std::vector<Spectrum> spectra_;
    std::size_t points_ = 0;
};

}  // namespace gassan
